import type { Expression } from '../promql/expression.ts';
import { parsePromql } from '../promql/parse-promql.ts';
import { recordingRules } from './recording-rules.ts';

/** What is recorded, by name, for who has no Prometheus to record it. */
export function recordExpressions(): ReadonlyMap<string, Expression> {
  const rules = recordingRules().flatMap((group) => group.rules);
  return new Map(rules.map(({ expr, record }) => [record, parsePromql(expr)]));
}

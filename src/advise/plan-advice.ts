import { counted } from '../console/counted.ts';
import { formatCount } from '../console/format-count.ts';
import { formatSeconds } from '../console/format-seconds.ts';
import type { PlanFindings } from '../explain/plan-findings.ts';
import type { Advice } from './advice.ts';

export interface ExplainedStatement {
  readonly queryid: string;
  readonly database: string;
  readonly seconds: number;
  readonly calls: number;
  readonly findings: PlanFindings;
}

/** Indexes that the filters of frequent statements ask for, each once with all that it would help. */
export function planAdvice(statements: readonly ExplainedStatement[]): readonly Advice[] {
  const found = new Map<string, { advice: Advice; helped: ExplainedStatement[] }>();
  for (const statement of statements) {
    for (const { rows, suggestion, table } of statement.findings.sequentialScans) {
      if (suggestion === undefined) continue;
      const key = `${statement.database} ${suggestion}`;
      const known = found.get(key);
      if (known !== undefined) {
        known.helped.push(statement);
        continue;
      }
      const what = `${table} (${counted(rows, 'row')}) is read from end to end for a few rows`;
      const { database } = statement;
      const advice: Advice = {
        kind: 'index',
        weight: 0,
        what,
        why: '',
        action: suggestion,
        database,
      };
      found.set(key, { advice, helped: [statement] });
    }
  }
  return [...found.values()].map(({ advice, helped }) => {
    const seconds = helped.reduce((sum, one) => sum + one.seconds, 0);
    const calls = helped.reduce((sum, one) => sum + one.calls, 0);
    const ids = [...new Set(helped.map(({ queryid }) => queryid))].slice(0, 3);
    const why = `${formatCount(calls)} calls took ${formatSeconds(seconds)} (statement ${ids.join(', ')})`;
    // Seconds count more than bytes do.
    return { ...advice, weight: seconds * 1e9, why };
  });
}

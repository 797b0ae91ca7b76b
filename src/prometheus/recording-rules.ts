import { selectorsOf } from '../promql/expression.ts';
import { parsePromql } from '../promql/parse-promql.ts';
import { historyRules } from './history-rules.ts';
import { hostRules } from './host-rules.ts';
import { queryRules } from './query-rules.ts';
import { serverRules } from './server-rules.ts';

/**
 * A recording rule. Names are level:metric:operation; the level says which labels there are
 * besides job, instance and those of the configuration: server none, database `datname`, class
 * `class`, database_class both, table `datname, schemaname, relname`, query `queryid, datname,
 * user`, host none.
 */
export interface RecordingRule {
  readonly record: string;
  readonly expr: string;
  readonly description: string;
}

export interface RecordingGroup {
  readonly name: string;
  /** Name of its file without the ending. */
  readonly file: string;
  /** Time between two evaluations; that of Prometheus when absent. */
  readonly interval?: string;
  readonly rules: readonly RecordingRule[];
}

/** All of them; a rule may use those of its own group before it and those of earlier groups. */
export function recordingRules(): readonly RecordingGroup[] {
  return [
    { name: 'pgvitals-record-server', file: 'recording-server', rules: serverRules() },
    { name: 'pgvitals-record-queries', file: 'recording-queries', rules: queryRules() },
    { name: 'pgvitals-record-host', file: 'recording-host', rules: hostRules() },
    {
      name: 'pgvitals-record-history',
      file: 'recording-history',
      interval: '1m',
      rules: historyRules(),
    },
  ];
}

/** The groups that these expressions need, and those that they need. */
export function groupsFor(expressions: readonly string[]): readonly RecordingGroup[] {
  const all = recordingRules();
  const needed = new Set<RecordingGroup>();
  const visit = (expression: string) => {
    const names = selectorsOf(parsePromql(expression)).map(({ name }) => name);
    for (const group of all) {
      if (needed.has(group) || !group.rules.some(({ record }) => names.includes(record))) continue;
      needed.add(group);
      for (const { expr } of group.rules) visit(expr);
    }
  };
  for (const expression of expressions) visit(expression);
  return all.filter((group) => needed.has(group));
}

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

/** Finds the groups that expressions need, and those that these need; reads all rules once. */
export function groupFinder(): (expressions: readonly string[]) => readonly RecordingGroup[] {
  const all = recordingRules().map((group) => ({
    group,
    records: new Set(group.rules.map(({ record }) => record)),
    needs: group.rules.flatMap(({ expr }) => namesIn(expr)),
  }));
  return (expressions) => {
    const needed = new Set<RecordingGroup>();
    const visit = (names: readonly string[]) => {
      for (const { group, needs, records } of all) {
        if (needed.has(group) || !names.some((name) => records.has(name))) continue;
        needed.add(group);
        visit(needs);
      }
    };
    visit(expressions.flatMap(namesIn));
    return all.map(({ group }) => group).filter((group) => needed.has(group));
  };
}

function namesIn(expression: string): readonly string[] {
  return selectorsOf(parsePromql(expression)).map(({ name }) => name);
}

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
  /** Time between two evaluations; that of Prometheus when absent. */
  readonly interval?: string;
  readonly rules: readonly RecordingRule[];
}

/** All of them; a rule may use those of its own group before it and those of earlier groups. */
export function recordingRules(): readonly RecordingGroup[] {
  return [
    { name: 'pgvitals-record-server', rules: serverRules() },
    { name: 'pgvitals-record-queries', rules: queryRules() },
    { name: 'pgvitals-record-host', rules: hostRules() },
    { name: 'pgvitals-record-history', interval: '1m', rules: historyRules() },
  ];
}

import type { RunningMoments } from './interval-moments.ts';

/** What only grows while an entry lives, in the order of {@link EntryRow.counters}. */
export const COUNTERS = [
  'calls',
  'exec_time',
  'rows',
  'shared_hit',
  'shared_read',
  'shared_dirtied',
  'shared_written',
  'temp_read',
  'temp_written',
  'temp_time',
  'read_time',
  'write_time',
  'wal_records',
  'wal_bytes',
  'plans',
  'plan_time',
  'jit_time',
] as const;
export type CounterName = (typeof COUNTERS)[number];

/** One entry of pg_stat_statements at one moment; times in milliseconds. */
export interface EntryRow {
  readonly key: string;
  readonly userId: string;
  readonly databaseId: string;
  readonly queryId: string;
  /** false: called by a function, and counted in its caller's time, too. */
  readonly toplevel: boolean;
  /** Plain numbers: a typed array of this size takes twice the memory. */
  readonly counters: readonly number[];
  readonly moments: RunningMoments;
  /** Birth of the entry, '' where the extension is older than 1.11. */
  readonly since: string;
}

/** Where a counter stands in {@link EntryRow.counters}. */
export function counterIndex(name: CounterName): number {
  return COUNTERS.indexOf(name);
}

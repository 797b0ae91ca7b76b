import type { Family, ScalarFamily } from '../metrics/family.ts';
import { type Labels, labelText } from '../metrics/label-text.ts';
import { makeFamily } from '../metrics/make-family.ts';
import { type CounterColumn, counterFamily } from './counter-family.ts';
import type { CounterName } from './entry-row.ts';
import type { RestTotals } from './rest-totals.ts';
import { slowQueries } from './slow-queries.ts';
import type { StatementNames } from './statement-names.ts';
import type { StatementTexts } from './statement-texts.ts';
import { type TrackedEntry, totalsOf } from './tracked-entry.ts';

export interface EntryFamiliesInput {
  readonly entries: ReadonlyMap<string, TrackedEntry>;
  /** Keys of those that are shown one by one. */
  readonly shown: ReadonlySet<string>;
  readonly rest: RestTotals;
  /** Those that this version of the extension has. */
  readonly counters: readonly CounterName[];
  readonly names: StatementNames;
  readonly texts: StatementTexts;
  readonly labels: Labels;
  /** Entries that went away since the start. */
  readonly evicted: number;
}

/** The statements that matter most one by one, and all others together. */
export function entryFamilies(input: EntryFamiliesInput): readonly Family[] {
  const { entries, evicted, labels } = input;
  const top = totalsByLabels(input, true);
  const nested = totalsByLabels(input, false);
  const columns = COLUMNS.filter(({ column }) => input.counters.includes(column));
  return [
    ...columns.map((column) =>
      counterFamily('pg_stat_statements', column, [...top.keys()], [...top.values()]),
    ),
    ...columns
      .filter(({ nested: both }) => both === true)
      .map((column) =>
        counterFamily(
          'pg_stat_statements_nested',
          column,
          [...nested.keys()],
          [...nested.values()],
        ),
      ),
    info(input),
    makeFamily(
      'gauge',
      'pg_stat_statements_slow_queries',
      'Statements that of late took longer on average than the threshold in seconds.',
      slowQueries(entries.values()).map(({ threshold, count }) => ({
        labels: { ...labels, threshold },
        value: count,
      })),
    ),
    makeFamily(
      'counter',
      'pg_stat_statements_evicted_entries_total',
      'Entries that were seen to go away to make room for others, since the start of the exporter.',
      [{ labels, value: evicted }],
    ),
  ];
}

interface EntryColumn extends CounterColumn {
  /** Shown of nested statements, too. */
  readonly nested?: true;
}

const MS = 0.001;
/** Names, types and labels as postgres_exporter has them, as far as it has them. */
const COLUMNS: readonly EntryColumn[] = [
  { name: 'calls_total', column: 'calls', help: 'Executions.', nested: true },
  {
    name: 'seconds_total',
    column: 'exec_time',
    help: 'Execution time in seconds.',
    scale: MS,
    nested: true,
  },
  { name: 'rows_total', column: 'rows', help: 'Rows returned or changed.' },
  {
    name: 'block_read_seconds_total',
    column: 'read_time',
    help: 'Time spent reading shared blocks in seconds (needs track_io_timing).',
    scale: MS,
  },
  {
    name: 'block_write_seconds_total',
    column: 'write_time',
    help: 'Time spent writing shared blocks in seconds (needs track_io_timing).',
    scale: MS,
  },
  { name: 'shared_blks_hit_total', column: 'shared_hit', help: 'Blocks found in shared buffers.' },
  {
    name: 'shared_blks_read_total',
    column: 'shared_read',
    help: 'Blocks read from outside shared buffers.',
  },
  {
    name: 'shared_blks_dirtied_total',
    column: 'shared_dirtied',
    help: 'Blocks changed in shared buffers.',
  },
  {
    name: 'shared_blks_written_total',
    column: 'shared_written',
    help: 'Blocks of shared buffers written by the statement itself.',
  },
  { name: 'temp_blks_read_total', column: 'temp_read', help: 'Blocks of temporary files read.' },
  {
    name: 'temp_blks_written_total',
    column: 'temp_written',
    help: 'Blocks of temporary files written.',
  },
  {
    name: 'temp_seconds_total',
    column: 'temp_time',
    help: 'Time spent reading and writing temporary files in seconds (needs track_io_timing).',
    scale: MS,
  },
  { name: 'wal_records_total', column: 'wal_records', help: 'WAL records generated.' },
  { name: 'wal_bytes_total', column: 'wal_bytes', help: 'WAL generated in bytes.' },
  {
    name: 'plans_total',
    column: 'plans',
    help: 'Times the statement was planned (needs pg_stat_statements.track_planning).',
  },
  {
    name: 'plan_seconds_total',
    column: 'plan_time',
    help: 'Time spent planning in seconds (needs pg_stat_statements.track_planning).',
    scale: MS,
  },
  {
    name: 'jit_seconds_total',
    column: 'jit_time',
    help: 'Time spent compiling (JIT) in seconds.',
    scale: MS,
  },
];

/** Databases that were dropped and made anew have one name: their entries are one series. */
function totalsByLabels(
  { entries, labels, names, rest, shown }: EntryFamiliesInput,
  toplevel: boolean,
): ReadonlyMap<string, readonly number[]> {
  const byLabels = new Map<string, readonly number[]>();
  for (const key of shown) {
    const entry = entries.get(key);
    if (entry === undefined || entry.row.toplevel !== toplevel) continue;
    const { databaseId, queryId, userId } = entry.row;
    const text = labelText({
      ...labels,
      user: names.user(userId),
      datname: names.database(databaseId),
      queryid: queryId,
    });
    const twin = byLabels.get(text);
    const totals = totalsOf(entry);
    byLabels.set(text, twin === undefined ? totals : sumOf(twin, totals));
  }
  const others = labelText({ ...labels, user: '', datname: '', queryid: 'rest' });
  return byLabels.set(others, rest.of(toplevel));
}

function sumOf(a: readonly number[], b: readonly number[]): readonly number[] {
  return a.map((value, index) => value + (b[index] ?? 0));
}

function info({ entries, labels, names, shown, texts }: EntryFamiliesInput): ScalarFamily {
  const lines = new Set<string>();
  for (const key of shown) {
    const entry = entries.get(key);
    if (entry === undefined) continue;
    const { databaseId, queryId, userId } = entry.row;
    lines.add(
      labelText({
        ...labels,
        queryid: queryId,
        datname: names.database(databaseId),
        user: names.user(userId),
        class: entry.class ?? '',
        query: texts.shown(queryId),
      }),
    );
  }
  return {
    name: 'pg_stat_statements_query_info',
    help: 'Always 1; class and text of the statements that are shown one by one.',
    type: 'gauge',
    blocks: [{ labels: [...lines], values: [...lines].map(() => '1') }],
  };
}

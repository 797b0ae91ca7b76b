import { entryColumns } from './entry-columns.ts';
import { COUNTERS, type CounterName, type EntryRow } from './entry-row.ts';
import type { ServerMarks } from './server-marks.ts';

/** The rows of the statements feed. */
export interface StatementTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | null)[])[];
}

/** Of at least one of the extensions. Where both are there, only pg_stat_statements counts. */
export interface LookRows {
  readonly statements?: StatementTable | undefined;
  readonly monitor?: StatementTable | undefined;
}

export interface Snapshot {
  readonly marks: ServerMarks;
  /** Those that are new or changed, by key. */
  readonly entries: ReadonlyMap<string, EntryRow>;
  /** Those that this version of the extension has. */
  readonly counters: readonly CounterName[];
}

/**
 * Entries and marks out of the rows of the feed: first and last a row with marks, between them the
 * entries. undefined when the entries changed as a whole while they were read. `isUnchanged` is asked
 * of every entry, by its calls and time, so that most need not be read.
 */
export function readEntries(
  table: StatementTable,
  isUnchanged: (key: string, calls: number, execTime: number) => boolean,
): Snapshot | undefined {
  const columns = entryColumns(table.columns);
  const server = table.columns.indexOf('server');
  const marks = marksOf(table.rows.at(0)?.[server]);
  if (marks.reset !== marksOf(table.rows.at(-1)?.[server]).reset) return undefined;
  const entries = new Map<string, EntryRow>();
  for (let index = 1; index < table.rows.length - 1; index++) {
    const row = table.rows[index] ?? [];
    const id = columns.identity(row);
    if (id === undefined) continue;
    const { key } = id;
    if (isUnchanged(key, columns.calls(row), columns.execTime(row))) continue;
    const entry = columns.entry(id, row);
    const twin = entries.get(key);
    entries.set(key, twin === undefined ? entry : together(twin, entry));
  }
  return { marks, entries, counters: COUNTERS.filter((name) => table.columns.includes(name)) };
}

function marksOf(text: string | null | undefined): ServerMarks {
  if (typeof text === 'string') return JSON.parse(text) as ServerMarks;
  throw new Error('the statements feed has no row with marks of the server at both ends');
}

/** An extension of 1.8 on a newer server shows two entries under one key: one for each level. */
function together(a: EntryRow, b: EntryRow): EntryRow {
  const calls = a.moments.calls + b.moments.calls;
  const total = a.moments.total + b.moments.total;
  const mean = calls === 0 ? 0 : total / calls;
  const squares = (m: EntryRow['moments']) => m.calls * (m.stddev ** 2 + (m.mean - mean) ** 2);
  const stddev = calls === 0 ? 0 : Math.sqrt((squares(a.moments) + squares(b.moments)) / calls);
  const [min, max] = [lower(a.moments.min, b.moments.min), higher(a.moments.max, b.moments.max)];
  return {
    ...a,
    counters: a.counters.map((value, index) => value + (b.counters[index] ?? 0)),
    moments: { calls, total, mean, stddev, min, max },
  };
}

function lower(a = 0, b = 0): number {
  return Math.min(a, b);
}

function higher(a = 0, b = 0): number {
  return Math.max(a, b);
}

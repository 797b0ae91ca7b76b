import { COUNTERS, type CounterName, type EntryRow } from './entry-row.ts';
import type { ServerMarks } from './server-marks.ts';

/** The rows of the statements feed. */
export interface StatementTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | null)[])[];
}

export interface Snapshot {
  readonly marks: ServerMarks;
  /** By key. */
  readonly entries: ReadonlyMap<string, EntryRow>;
  /** Those that this version of the extension has. */
  readonly counters: readonly CounterName[];
}

/**
 * Entries and marks out of the rows of the feed: first and last a row with marks, between them the
 * entries. undefined when the entries changed as a whole while they were read. `unchanged` gives
 * what is known of an entry whose calls and time are the given ones, so that it is not read again.
 */
export function readEntries(
  table: StatementTable,
  unchanged: (key: string, calls: number, execTime: number) => EntryRow | undefined,
): Snapshot | undefined {
  const at = positions(table.columns);
  const marks: ServerMarks[] = [];
  const entries = new Map<string, EntryRow>();
  for (const row of table.rows) {
    const server = row[at.server];
    if (typeof server === 'string') {
      marks.push(JSON.parse(server) as ServerMarks);
      continue;
    }
    const queryId = row[at.queryid];
    // Of a statement whose text the role may not see there is no id.
    if (typeof queryId !== 'string') continue;
    const toplevel = at.toplevel < 0 || row[at.toplevel] !== 'f';
    const key = `${row[at.userid]}/${row[at.dbid]}/${queryId}/${toplevel ? 't' : 'f'}`;
    const calls = Number(row[at.calls]);
    const execTime = Number(row[at.exec_time]);
    const twin = entries.get(key);
    const known = twin === undefined ? unchanged(key, calls, execTime) : undefined;
    const entry = known ?? entryOf(key, queryId, toplevel, row, at);
    entries.set(key, twin === undefined ? entry : together(twin, entry));
  }
  const [first, last] = [marks.at(0), marks.at(-1)];
  if (first === undefined || last === undefined) {
    throw new Error('the statements feed has no row with marks of the server');
  }
  if (first.reset !== last.reset) return undefined;
  const counters = COUNTERS.filter((name) => table.columns.includes(name));
  return { marks: first, entries, counters };
}

type Positions = ReturnType<typeof positions>;

function positions(columns: readonly string[]) {
  const of = (name: string) => columns.indexOf(name);
  return {
    server: of('server'),
    userid: of('userid'),
    dbid: of('dbid'),
    queryid: of('queryid'),
    toplevel: of('toplevel'),
    calls: of('calls'),
    exec_time: of('exec_time'),
    mean: of('mean_time'),
    stddev: of('stddev_time'),
    min: of('min_time'),
    max: of('max_time'),
    since: of('since'),
    counters: COUNTERS.map(of),
  };
}

function entryOf(
  key: string,
  queryId: string,
  toplevel: boolean,
  row: readonly (string | null)[],
  at: Positions,
): EntryRow {
  const counters = new Float64Array(COUNTERS.length);
  for (let index = 0; index < counters.length; index++) {
    const text = row[at.counters[index] ?? -1];
    counters[index] = text === null || text === undefined ? 0 : Number(text);
  }
  const number = (position: number) => Number(row[position] ?? 0);
  return {
    key,
    queryId,
    toplevel,
    userId: row[at.userid] ?? '',
    databaseId: row[at.dbid] ?? '',
    counters,
    moments: {
      calls: number(at.calls),
      total: number(at.exec_time),
      mean: number(at.mean),
      stddev: number(at.stddev),
      min: number(at.min),
      max: number(at.max),
    },
    since: row[at.since] ?? '',
  };
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

import { COUNTERS, type EntryRow } from './entry-row.ts';

/** Reads entries out of the rows of a feed. */
export interface EntryColumns {
  /** undefined: a statement whose text the role may not see has no id. */
  identity(row: Row): EntryIdentity | undefined;
  calls(row: Row): number;
  execTime(row: Row): number;
  entry(identity: EntryIdentity, row: Row): EntryRow;
}

export type EntryIdentity = Pick<EntryRow, 'key' | 'queryId' | 'toplevel'>;
type Row = readonly (string | null)[];

export function entryColumns(columns: readonly string[]): EntryColumns {
  const at = positions(columns);
  const calls = (row: Row) => Number(row[at.calls]);
  const execTime = (row: Row) => Number(row[at.exec_time]);
  return {
    identity(row) {
      const queryId = row[at.queryid];
      if (typeof queryId !== 'string') return undefined;
      const toplevel = at.toplevel < 0 || row[at.toplevel] !== 'f';
      const key = `${row[at.userid]}/${row[at.dbid]}/${queryId}/${toplevel ? 't' : 'f'}`;
      return { key, queryId, toplevel };
    },
    calls,
    execTime,
    entry(identity, row) {
      const number = (position: number) => Number(row[position] ?? 0);
      return {
        ...identity,
        userId: row[at.userid] ?? '',
        databaseId: row[at.dbid] ?? '',
        counters: at.counters.map(number),
        moments: {
          calls: calls(row),
          total: execTime(row),
          mean: number(at.mean),
          stddev: number(at.stddev),
          min: number(at.min),
          max: number(at.max),
        },
        since: row[at.since] ?? '',
      };
    },
  };
}

function positions(columns: readonly string[]) {
  const of = (name: string) => columns.indexOf(name);
  return {
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

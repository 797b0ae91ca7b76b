import { entryColumns } from './entry-columns.ts';
import { COUNTERS, type CounterName, type EntryRow } from './entry-row.ts';
import type { StatementTable } from './read-entries.ts';

/** The rows of the feed of pg_stat_monitor: one with marks of the server, then its entries. */
export interface MonitorSnapshot {
  /** In seconds of the server's clock. */
  readonly now: number;
  /** Start of the postmaster. */
  readonly started: number;
  /** Upper bounds of its latency buckets in milliseconds; the last bucket has none. */
  readonly boundsMs: readonly number[];
  readonly rows: readonly MonitorRow[];
  readonly counters: readonly CounterName[];
}

/** What one statement did in one time bucket so far. */
export interface MonitorRow {
  /** Start of the time bucket, in seconds of the server's clock. */
  readonly time: string;
  readonly entry: EntryRow;
  /** Calls by duration. */
  readonly counts: readonly number[];
}

export function readMonitor({ columns, rows }: StatementTable): MonitorSnapshot {
  const [server, time, counts] = ['server', 'time', 'counts'].map((name) => columns.indexOf(name));
  const marks = rows.at(0)?.[server ?? -1];
  if (typeof marks !== 'string') throw new Error('pg_stat_monitor was read without its marks');
  const { now, started, timings } = JSON.parse(marks) as Marks;
  const boundsMs = boundsOf(timings);
  const read = entryColumns(columns);
  const entries = rows.slice(1).flatMap((row): MonitorRow[] => {
    const id = read.identity(row);
    if (id === undefined) return [];
    return [
      {
        time: row[time ?? -1] ?? '',
        entry: read.entry(id, row),
        counts: sumsOf(row[counts ?? -1] ?? '', boundsMs.length + 1),
      },
    ];
  });
  const known = COUNTERS.filter((name) => columns.includes(name));
  return { now, started, boundsMs, rows: entries, counters: known };
}

interface Marks {
  readonly now: number;
  readonly started: number;
  /** As get_histogram_timings() has it: {{0.000 - 1.000}, (1.000 - 2.778}, ... (100000.000 - ...}} */
  readonly timings: string;
}

function boundsOf(timings: string): readonly number[] {
  const bounds = [...timings.matchAll(/- (\d+(?:\.\d+)?)/g)].map(([, upper]) => Number(upper));
  if (bounds.length > 0 && bounds.every((bound, index) => bound > (bounds[index - 1] ?? 0))) {
    return bounds;
  }
  throw new Error(`pg_stat_monitor has latency buckets that make no sense: ${timings}`);
}

/** Lists of counts with commas, one for each client and application, with semicolons between. */
function sumsOf(lists: string, length: number): readonly number[] {
  const sums = Array.from({ length }, () => 0);
  for (const list of lists.split(';')) {
    const counts = list.split(',');
    for (let index = 0; index < length; index++) {
      sums[index] = (sums[index] ?? 0) + Number(counts[index] ?? 0);
    }
  }
  return sums;
}

import type { EntryChange } from './entry-change.ts';
import type { CounterName, EntryRow } from './entry-row.ts';
import { type IntervalMoments, intervalMoments } from './interval-moments.ts';
import type { StatementTable } from './read-entries.ts';
import { type MonitorRow, type MonitorSnapshot, readMonitor } from './read-monitor.ts';

/** Adds up what pg_stat_monitor counts in time buckets, each of which it forgets after a while. */
export interface MonitorLedger {
  /** From which time bucket on the next look needs them; nothing: all of them. */
  wanted(): readonly string[];
  take(table: StatementTable): MonitorLook;
}

export interface MonitorLook {
  /** What was there before anybody looked, once for each statement: it is not counted. */
  readonly past: readonly EntryRow[];
  /** One for each time bucket in which a statement was called since the last look. */
  readonly changes: readonly MonitorChange[];
  /** Keys of all that was read, called or not. */
  readonly keys: ReadonlySet<string>;
  readonly counters: readonly CounterName[];
}

export interface MonitorChange {
  readonly row: EntryRow;
  readonly change: EntryChange;
}

export function monitorLedger(): MonitorLedger {
  let last: TimeBuckets = new Map();
  let marks: Pick<MonitorSnapshot, 'now' | 'started'> | undefined;
  return {
    wanted() {
      const [first] = [...last.keys()].sort((a, b) => Number(a) - Number(b));
      return first === undefined ? [] : [first];
    },
    take(table) {
      const snapshot = readMonitor(table);
      const goesOn = marks?.started === snapshot.started;
      const known = ({ entry, time }: MonitorRow) => last.get(time)?.get(entry.key);
      // It is reset as a whole, though not every entry shows it.
      const beganAnew =
        marks !== undefined &&
        (goesOn
          ? snapshot.rows.some((row) => hasBegunAnew(known(row)?.entry, row.entry))
          : snapshot.started >= marks.now);
      const [past, changes, keys] = [[] as EntryRow[], [] as MonitorChange[], new Set<string>()];
      for (const row of snapshot.rows) {
        keys.add(row.entry.key);
        if (!goesOn && !beganAnew && !isAfter(row, marks?.now)) {
          past.push(row.entry);
          continue;
        }
        const before = goesOn && !beganAnew ? known(row) : undefined;
        const change = observedChange(before, row, snapshot.boundsMs);
        if (change !== undefined) changes.push({ row: row.entry, change });
      }
      last = latest(snapshot.rows);
      marks = snapshot;
      return { past: summed(past), changes, keys, counters: snapshot.counters };
    },
  };
}

function summed(rows: readonly EntryRow[]): readonly EntryRow[] {
  const sums = new Map<string, EntryRow>();
  for (const row of rows) {
    const counters = sums.get(row.key)?.counters ?? [];
    sums.set(row.key, {
      ...row,
      counters: row.counters.map((value, index) => value + (counters[index] ?? 0)),
    });
  }
  return [...sums.values()];
}

/** By start of the time bucket and key of the entry. */
type TimeBuckets = ReadonlyMap<string, ReadonlyMap<string, MonitorRow>>;

function hasBegunAnew(before: EntryRow | undefined, after: EntryRow): boolean {
  if (before === undefined) return false;
  if (before.since !== after.since) return true;
  // Sums over several clients are rounded in another way with each look.
  const fell = (value: number, index: number) =>
    value < (before.counters[index] ?? 0) * (1 - ROUNDING);
  if (after.counters.some(fell)) return true;
  const { min: lowest = 0, max: highest = 0 } = before.moments;
  const { min = 0, max = 0 } = after.moments;
  return max < highest || min > lowest;
}

const ROUNDING = 1e-9;

/** On another server, what began after the last look is new. */
function isAfter({ entry: { since }, time }: MonitorRow, lookedAt: number | undefined): boolean {
  return lookedAt !== undefined && Number(since === '' ? time : since) >= lookedAt;
}

function observedChange(
  before: MonitorRow | undefined,
  { counts, entry }: MonitorRow,
  boundsMs: readonly number[],
): EntryChange | undefined {
  const counters = minus(entry.counters, before?.entry.counters);
  const [calls = 0, time = 0] = counters;
  if (calls === 0) return undefined;
  const moments =
    intervalMoments(before?.entry.moments, entry.moments) ?? unknownSpread(calls, time);
  const observed = { boundsMs, counts: minus(counts, before?.counts) };
  return { counters, moments: { ...moments, observed }, born: false };
}

function minus(after: readonly number[], before: readonly number[] = []): readonly number[] {
  return after.map((value, index) => Math.max(0, value - (before[index] ?? 0)));
}

/** Moments of several clients together are rounded more than the check of a reset allows for. */
function unknownSpread(count: number, sum: number): IntervalMoments {
  return { count, sum, m2: 0, varianceError: Number.POSITIVE_INFINITY };
}

/** Calls are added to the newest time bucket; one that just ended may still get some. */
function latest(rows: readonly MonitorRow[]): TimeBuckets {
  const times = [...new Set(rows.map(({ time }) => time))].sort((a, b) => Number(b) - Number(a));
  const kept = new Map(times.slice(0, 2).map((time) => [time, new Map<string, MonitorRow>()]));
  for (const row of rows) kept.get(row.time)?.set(row.entry.key, row);
  return kept;
}

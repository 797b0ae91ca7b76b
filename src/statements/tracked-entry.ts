import type { EntryChange } from './entry-change.ts';
import { COUNTERS, type EntryRow } from './entry-row.ts';
import type { IntervalMoments } from './interval-moments.ts';

/** An entry over all looks since it was first seen. */
export interface TrackedEntry {
  row: EntryRow;
  /** Number of the look that saw it last. */
  seenAt: number;
  /** undefined until its text has been read. */
  class: string | undefined;
  /** What it had before it began anew, so that its totals never fall; absent while it has not. */
  carried: readonly number[] | undefined;
  /** Counters of the last minutes, what is older counting ever less. */
  readonly recent: number[];
  /** What waits for a class. */
  held: Held | undefined;
  /** When it was missing for the first time, in the milliseconds of the exporter's clock. */
  goneSince: number | undefined;
}

export interface Held {
  readonly counters: number[];
  readonly moments: IntervalMoments[];
}

/** How an entry is missing. */
export interface Leaving {
  readonly byEviction: boolean;
  /** Its series go on should it come back. */
  readonly remember: boolean;
}

/** An entry that was there before the exporter looked: its past ranks it, and is not counted. */
export function knownEntry(row: EntryRow, look: number): TrackedEntry {
  return { ...newEntry(row, look), recent: [...row.counters] };
}

export function newEntry(row: EntryRow, look: number): TrackedEntry {
  return {
    row,
    seenAt: look,
    class: undefined,
    carried: undefined,
    recent: COUNTERS.map(() => 0),
    held: undefined,
    goneSince: undefined,
  };
}

/** Counters that never fall; of a known entry, they start where it was. */
export function totalsOf({ carried, row }: TrackedEntry): readonly number[] {
  return carried === undefined ? row.counters : addUp([...row.counters], carried);
}

/** Takes the next state of an entry; its class group is the business of the caller. */
export function proceed(entry: TrackedEntry, row: EntryRow, change: EntryChange | undefined): void {
  const fell = row.counters.some((value, index) => value < (entry.row.counters[index] ?? 0));
  if (entry.row !== row && (change?.born === true || fell)) entry.carried = totalsOf(entry);
  entry.row = row;
  if (change !== undefined) addUp(entry.recent, change.counters);
}

/** Takes the state of another server, whose past is not counted. */
export function rebase(entry: TrackedEntry, row: EntryRow): void {
  entry.carried = totalsOf(entry).map((total, index) => lacking(total, row.counters[index] ?? 0));
  entry.row = row;
}

/** What makes `total` of `value`, or a rounding more: a counter that falls by one looks like a reset. */
function lacking(total: number, value: number): number {
  const difference = total - value;
  if (difference + value >= total) return difference;
  return difference + Number.EPSILON * Math.max(Math.abs(total), Math.abs(difference));
}

/** Keeps a change until the class is known. */
export function hold(entry: TrackedEntry, { counters, moments }: EntryChange): void {
  entry.held ??= { counters: COUNTERS.map(() => 0), moments: [] };
  addUp(entry.held.counters, counters);
  entry.held.moments.push(moments);
}

/** The entry after a further change, where the source only tells what changed. */
export function advanced({ row }: TrackedEntry, counters: readonly number[]): EntryRow {
  return { ...row, counters: addUp([...row.counters], counters) };
}

/** An entry that has done nothing yet. */
export function unused(row: EntryRow): EntryRow {
  return { ...row, counters: COUNTERS.map(() => 0) };
}

function addUp(sums: number[], values: readonly number[]): number[] {
  for (let index = 0; index < sums.length; index++) {
    sums[index] = (sums[index] ?? 0) + (values[index] ?? 0);
  }
  return sums;
}

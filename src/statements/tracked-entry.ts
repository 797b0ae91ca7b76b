import type { EntryChange } from './entry-change.ts';
import { COUNTERS, type EntryRow } from './entry-row.ts';
import type { IntervalMoments } from './interval-moments.ts';

/** An entry over all looks since it was first seen. */
export interface TrackedEntry {
  row: EntryRow;
  /** undefined until its text has been read. */
  class: string | undefined;
  /** Counters that never fall, whatever becomes of the entry; of a known entry, they start where it was. */
  readonly totals: Float64Array;
  /** The same of the last minutes, what is older counting ever less. */
  readonly recent: Float64Array;
  /** What waits for a class. */
  held: Held | undefined;
  /** When it was missing for the first time, in the milliseconds of the exporter's clock. */
  goneSince: number | undefined;
}

export interface Held {
  readonly counters: Float64Array;
  readonly moments: IntervalMoments[];
}

/** An entry that was there before the exporter looked: its past ranks it, and is not counted. */
export function knownEntry(row: EntryRow): TrackedEntry {
  return tracked(row, row.counters.slice(), row.counters.slice());
}

export function newEntry(row: EntryRow): TrackedEntry {
  return tracked(row, new Float64Array(COUNTERS.length), new Float64Array(COUNTERS.length));
}

function tracked(row: EntryRow, totals: Float64Array, recent: Float64Array): TrackedEntry {
  return { row, class: undefined, totals, recent, held: undefined, goneSince: undefined };
}

/** Counts a change in; its class group is the business of the caller. */
export function note(entry: TrackedEntry, { counters }: EntryChange): void {
  for (let index = 0; index < counters.length; index++) {
    const value = counters[index] ?? 0;
    entry.totals[index] = (entry.totals[index] ?? 0) + value;
    entry.recent[index] = (entry.recent[index] ?? 0) + value;
  }
}

/** Keeps a change until the class is known. */
export function hold(entry: TrackedEntry, { counters, moments }: EntryChange): void {
  if (entry.held === undefined) {
    entry.held = { counters: counters.slice(), moments: [moments] };
    return;
  }
  const { held } = entry;
  for (let index = 0; index < counters.length; index++) {
    held.counters[index] = (held.counters[index] ?? 0) + (counters[index] ?? 0);
  }
  held.moments.push(moments);
}

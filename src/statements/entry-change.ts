import { counterIndex, type EntryRow } from './entry-row.ts';
import { type IntervalMoments, intervalMoments } from './interval-moments.ts';

/** What happened to one entry between two looks. */
export interface EntryChange {
  /** In the order of the counters of the entry. */
  readonly counters: readonly number[];
  readonly moments: IntervalMoments;
  /** The entry began anew: its counters are all of this interval. */
  readonly born: boolean;
}

export interface ChangeContext {
  /** Entries were evicted since the last look: one that seems to go on may have begun anew. */
  readonly evictions: boolean;
}

/** undefined: nothing was called. */
export function entryChange(
  before: EntryRow | undefined,
  after: EntryRow,
  { evictions }: ChangeContext,
): EntryChange | undefined {
  if (before === undefined || hasBegunAnew(before, after)) return born(after);
  const moments = intervalMoments(before.moments, after.moments);
  if (moments === undefined) return born(after);
  const counters = after.counters.map((value, index) => value - (before.counters[index] ?? 0));
  if (counters[CALLS] === 0) return undefined;
  const doubtful = evictions && after.since === '' && before.moments.calls < FEW_CALLS;
  return {
    counters,
    // Were it a new entry under the old key, its spread would be of something that never was.
    moments: doubtful ? { ...moments, varianceError: Number.POSITIVE_INFINITY } : moments,
    born: false,
  };
}

const CALLS = counterIndex('calls');
/** What is evicted are the least used entries. */
const FEW_CALLS = 10;

function born(after: EntryRow): EntryChange | undefined {
  if (after.moments.calls === 0) return undefined;
  const moments = intervalMoments(undefined, after.moments);
  if (moments === undefined) return undefined;
  return { counters: after.counters, moments, born: true };
}

/** Evicted or reset in between: newer versions say so, with the older ones something falls. */
function hasBegunAnew(before: EntryRow, after: EntryRow): boolean {
  if (before.since !== after.since) return true;
  for (let index = 0; index < after.counters.length; index++) {
    if ((after.counters[index] ?? 0) < (before.counters[index] ?? 0)) return true;
  }
  if (after.since !== '') return false;
  const { min: lowest = 0, max: highest = 0 } = before.moments;
  const { min = 0, max = 0 } = after.moments;
  return max < highest || min > lowest;
}

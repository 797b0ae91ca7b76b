import { COUNTERS, counterIndex } from './entry-row.ts';
import type { IntervalMoments } from './interval-moments.ts';
import { spreadObserved } from './spread-observed.ts';
import { spreadOverBuckets } from './spread-over-buckets.ts';

/** What the statements of one class, database and user have done since the exporter looks. */
export interface ClassGroup {
  readonly class: string;
  readonly database: string;
  readonly user: string;
  /** In the order of COUNTERS. */
  readonly counters: number[];
  /** Calls by duration, not cumulative; the last bucket is above all bounds. */
  readonly buckets: Float64Array;
}

export interface ClassGroups {
  /** Makes the group known, with nothing in it, so that Prometheus sees where it starts. */
  open(name: GroupName): void;
  add(name: GroupName, counters: readonly number[], moments: readonly IntervalMoments[]): void;
  /** As they may be shown: a group that was opened just now is still empty. */
  shown(): readonly ClassGroup[];
}

export interface GroupName {
  readonly class: string;
  readonly database: string;
  readonly user: string;
}

/** Names beyond the limit are counted under this one. */
const OTHERS = '(others)';

/** `boundsMs` rise; `limit` is the number of groups that are told apart. */
export function classGroups(boundsMs: readonly number[], limit: number): ClassGroups {
  const groups = new Map<string, { readonly group: ClassGroup; empty: boolean }>();
  // Prometheus counts from the first value that it sees: a group is shown empty once.
  let waiting: (() => void)[] = [];

  function groupOf(name: GroupName) {
    const known = groups.get(keyOf(name));
    if (known !== undefined) return known;
    if (groups.size >= limit && (name.user !== OTHERS || name.database !== OTHERS)) {
      return groupOf({ class: name.class, database: OTHERS, user: OTHERS });
    }
    const group = {
      ...name,
      counters: COUNTERS.map(() => 0),
      buckets: new Float64Array(boundsMs.length + 1),
    };
    const made = { group, empty: true };
    groups.set(keyOf(name), made);
    return made;
  }

  return {
    open: groupOf,
    add(name, counters, moments) {
      const found = groupOf(name);
      const { group } = found;
      const count = () => {
        for (let index = 0; index < counters.length; index++) {
          group.counters[index] = (group.counters[index] ?? 0) + (counters[index] ?? 0);
        }
        for (const interval of moments) spread(interval, boundsMs, group.buckets);
      };
      if (found.empty) waiting.push(count);
      else count();
    },
    shown() {
      const first = [...groups.values()].filter(({ empty }) => empty);
      const all = [...groups.values()].map(({ empty, group }) => (empty ? emptyOf(group) : group));
      for (const entry of first) entry.empty = false;
      for (const count of waiting) count();
      waiting = [];
      return all;
    },
  };
}

function spread(interval: IntervalMoments, boundsMs: readonly number[], into: Float64Array): void {
  const { observed } = interval;
  if (observed === undefined) spreadOverBuckets(interval, boundsMs, into);
  else spreadObserved(interval, observed, boundsMs, into);
}

function keyOf({ class: name, database, user }: GroupName): string {
  return JSON.stringify([name, database, user]);
}

function emptyOf(group: ClassGroup): ClassGroup {
  return {
    ...group,
    counters: COUNTERS.map(() => 0),
    buckets: new Float64Array(group.buckets.length),
  };
}

/** Calls that took longer than the bound at `index`. */
export function callsAbove({ buckets }: ClassGroup, index: number): number {
  let calls = 0;
  for (let bucket = index + 1; bucket < buckets.length; bucket++) calls += buckets[bucket] ?? 0;
  return calls;
}

export const CALLS = counterIndex('calls');

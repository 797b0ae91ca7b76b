import type { EntryChange } from './entry-change.ts';
import type { MonitorLook } from './monitor-ledger.ts';
import type { ObservedBuckets } from './spread-observed.ts';

/** The buckets of pg_stat_monitor by key, for changes that pg_stat_statements counted. */
export type ObservedShapes = ReadonlyMap<string, ObservedBuckets>;

export function observedShapes({ changes }: Pick<MonitorLook, 'changes'>): ObservedShapes {
  const shapes = new Map<string, ObservedBuckets>();
  for (const { change, row } of changes) {
    const { observed } = change.moments;
    if (observed === undefined) continue;
    const other = shapes.get(row.key);
    const counts = observed.counts.map((count, index) => count + (other?.counts[index] ?? 0));
    shapes.set(row.key, { ...observed, counts });
  }
  return shapes;
}

/** Count and sum stay those of pg_stat_statements; both were read at nearly the same time. */
export function withShape(
  change: EntryChange | undefined,
  observed: ObservedBuckets | undefined,
): EntryChange | undefined {
  if (change === undefined || observed === undefined) return change;
  const { count } = change.moments;
  const seen = observed.counts.reduce((sum, calls) => sum + calls, 0);
  // It may not see all roles and databases, or have had no room.
  const isEnough = seen >= count / 2 && seen <= count * 2;
  return isEnough ? { ...change, moments: { ...change.moments, observed } } : change;
}

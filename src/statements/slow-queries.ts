import { counterIndex } from './entry-row.ts';
import type { TrackedEntry } from './tracked-entry.ts';

/** In seconds. */
const THRESHOLDS = [0.1, 0.5];
const [CALLS, TIME] = [counterIndex('calls'), counterIndex('exec_time')];

/** How many statements took longer than that on average in the last minutes. */
export function slowQueries(
  entries: Iterable<TrackedEntry>,
): readonly { readonly threshold: string; readonly count: number }[] {
  const counts = THRESHOLDS.map(() => 0);
  for (const { goneSince, recent } of entries) {
    const calls = recent[CALLS] ?? 0;
    if (calls < ONE_CALL || goneSince !== undefined) continue;
    const mean = (recent[TIME] ?? 0) / calls / 1000;
    for (let index = 0; index < THRESHOLDS.length; index++) {
      if (mean > (THRESHOLDS[index] ?? 0)) counts[index] = (counts[index] ?? 0) + 1;
    }
  }
  return THRESHOLDS.map((threshold, index) => ({
    threshold: String(threshold),
    count: counts[index] ?? 0,
  }));
}

/** What is left of one call after some minutes is of the past. */
const ONE_CALL = 0.05;

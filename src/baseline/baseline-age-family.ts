import type { Family } from '../metrics/family.ts';
import type { Labels } from '../metrics/label-text.ts';
import { makeFamily } from '../metrics/make-family.ts';
import { baselineStore } from './baseline-store.ts';

/** When the newest baseline of a target was made; without a sample where there is none. */
export async function baselineAgeFamily(
  folder: string,
  target: string,
  labels: Labels,
): Promise<Family> {
  // A folder that cannot be read must not cost the page.
  const all = await baselineStore(folder, target)
    .list()
    .catch(() => []);
  const newest = all.at(-1);
  return makeFamily(
    'gauge',
    'pgvitals_baseline_timestamp_seconds',
    'Unix time in seconds at which the newest baseline of this server was made.',
    newest === undefined ? [] : [{ labels, value: Date.parse(newest.at) / 1000 }],
  );
}

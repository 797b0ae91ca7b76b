import type { Family } from '../metrics/family.ts';
import type { Labels } from '../metrics/label-text.ts';
import { labelText } from '../metrics/label-text.ts';
import { samplesOf } from '../metrics/samples.ts';

/**
 * By how much a counter grew between two scrapes, over all its series that have the given labels;
 * null where there is nothing to compare. A series that fell began anew.
 */
export function counterIncrease(
  families: readonly Family[],
  before: readonly Family[],
  name: string,
  labels: Labels = {},
): number | null {
  const wanted = Object.entries(labels);
  const earlier = new Map(
    samplesOf(before, name).map((sample) => [labelText(sample.labels), sample.value]),
  );
  const grown = samplesOf(families, name).flatMap((sample) => {
    const then = earlier.get(labelText(sample.labels));
    if (then === undefined) return [];
    if (wanted.some(([label, value]) => sample.labels[label] !== value)) return [];
    return [sample.value >= then ? sample.value - then : sample.value];
  });
  return grown.length === 0 ? null : grown.reduce((sum, one) => sum + one, 0);
}

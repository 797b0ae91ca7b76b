import type { Family } from '../metrics/family.ts';
import { samplesOf } from '../metrics/samples.ts';

/** The sum of the samples of a metric, of those with the given labels where there are some. */
export function sampleValue(
  families: readonly Family[],
  name: string,
  labels: Readonly<Record<string, string>> = {},
): number | null {
  const wanted = Object.entries(labels);
  const found = samplesOf(families, name).filter((sample) =>
    wanted.every(([label, value]) => sample.labels[label] === value),
  );
  return found.length === 0 ? null : found.reduce((sum, { value }) => sum + value, 0);
}

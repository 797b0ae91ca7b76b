import { intervalMoments, type RunningMoments } from '../../../src/statements/interval-moments.ts';
import { spreadOverBuckets } from '../../../src/statements/spread-over-buckets.ts';
import { histogramQuantile } from './histogram-quantile.ts';

export const QUANTILES = [0.5, 0.95, 0.99] as const;

/** Relative errors of the quantiles, against a histogram of the true durations in the same buckets. */
export interface Errors {
  readonly ours: readonly number[];
  /** What knows only calls and total: all calls of an interval took its mean. */
  readonly meanOnly: readonly number[];
}

export interface Window {
  /** Calls between two scrapes. */
  readonly perInterval: number;
  /** Intervals in the range of rate(). */
  readonly intervals: number;
  /** In milliseconds. */
  readonly bounds: readonly number[];
}

/** The errors of each whole window of these readings, which were taken after every single call. */
export function measureErrors(
  readings: readonly RunningMoments[],
  { perInterval, intervals, bounds }: Window,
): readonly Errors[] {
  const errors: Errors[] = [];
  const size = perInterval * intervals;
  for (let start = 0; start + size < readings.length; start += size) {
    const [truth, ours, meanOnly] = [0, 1, 2].map(() => new Float64Array(bounds.length + 1));
    for (let first = start; first < start + size; first += perInterval) {
      const before = readings[first]!;
      const moments = intervalMoments(before, readings[first + perInterval]!);
      if (moments === undefined) throw new Error('The readings are not of one life.');
      spreadOverBuckets(moments, bounds, ours!);
      const { count, sum } = moments;
      spreadOverBuckets({ count, sum, m2: 0, varianceError: 0 }, bounds, meanOnly!);
      for (let call = first; call < first + perInterval; call++) {
        const duration = readings[call + 1]!.total - readings[call]!.total;
        spreadOverBuckets({ count: 1, sum: duration, m2: 0, varianceError: 0 }, bounds, truth!);
      }
    }
    const errorsOf = (estimate: Float64Array) =>
      QUANTILES.map(
        (quantile) =>
          histogramQuantile(quantile, bounds, estimate) /
            histogramQuantile(quantile, bounds, truth!) -
          1,
      );
    errors.push({ ours: errorsOf(ours!), meanOnly: errorsOf(meanOnly!) });
  }
  return errors;
}

/** For each quantile, half of the errors are smaller than that, whatever their sign. */
export function typicalErrors(errors: readonly (readonly number[])[], share = 0.5): number[] {
  return QUANTILES.map((_, quantile) => {
    const sizes = errors.map((of) => Math.abs(of[quantile] ?? Number.NaN)).sort((a, b) => a - b);
    return sizes[Math.floor(sizes.length * share)] ?? Number.NaN;
  });
}

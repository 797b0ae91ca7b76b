import type { ObservedBuckets } from './spread-observed.ts';

/** What pg_stat_statements keeps of the durations of an entry since its birth, in milliseconds. */
export interface RunningMoments {
  readonly calls: number;
  readonly total: number;
  readonly mean: number;
  /** Of the population: the root of the mean squared deviation. */
  readonly stddev: number;
  /** Since the birth or the last reset of both; left out, or both 0, where there is no data. */
  readonly min?: number;
  readonly max?: number;
}

/** The durations of the calls between two readings, in milliseconds. */
export interface IntervalMoments {
  readonly count: number;
  readonly sum: number;
  /** The sum of squared deviations from the mean of the interval. */
  readonly m2: number;
  /** What rounding may have made of m2 / count: a bound of the error. */
  readonly varianceError: number;
  /** No call was shorter, where that is known. */
  readonly min?: number;
  /** No call was longer, where that is known. */
  readonly max?: number;
  /** The whole life of the entry, where its extremes are known: it shows the shape. */
  readonly life?: Required<RunningMoments>;
  /** Where the server itself counts calls by duration. */
  readonly observed?: ObservedBuckets;
}

/**
 * The change between two readings of an entry; without `before`, its whole life. Undefined where
 * `after` cannot have grown out of `before`: the entry has been reset, or evicted and made again.
 */
export function intervalMoments(
  before: RunningMoments | undefined,
  after: RunningMoments,
): IntervalMoments | undefined {
  const start = before ?? UNBORN;
  const count = after.calls - start.calls;
  const sum = after.total - start.total;
  if (count < 0 || sum < 0) return undefined;
  if (count === 0) return sum === 0 ? { count, sum, m2: 0, varianceError: 0 } : undefined;
  const mean = sum / count;
  const shift = start.calls === 0 ? 0 : mean - start.mean;
  // The merge of two sets of Chan and Welford, solved for the second: no squares of totals cancel.
  const m2 =
    squaredDeviations(after) -
    squaredDeviations(start) -
    (shift * shift * start.calls * count) / after.calls;
  const varianceError = errorOfVariance(after, count, shift);
  const moments = { count, sum, m2, varianceError, ...extremes(start, after) };
  if (before !== undefined && !isPossible(moments, after.total)) return undefined;
  if (count === 1) return { ...moments, m2: 0, varianceError: 0 };
  return { ...moments, m2: Math.max(0, m2) };
}

const UNBORN: RunningMoments = { calls: 0, total: 0, mean: 0, stddev: 0 };

function squaredDeviations({ calls, stddev }: RunningMoments): number {
  return calls * stddev * stddev;
}

/** The roundings of the running sums grow with the root of the calls that went into them. */
function errorOfVariance(after: RunningMoments, count: number, shift: number): number {
  const perRoot = 1 / Math.sqrt(count);
  const ofMean = Number.EPSILON * after.total * (1 / count + perRoot);
  const ofSquares = Number.EPSILON * squaredDeviations(after) * (4 / count + perRoot);
  return ofSquares + 2 * Math.abs(shift) * ofMean + ofMean * ofMean;
}

/** The extremes of the whole life hold for every part of it, unless they were reset in between. */
function extremes(
  before: RunningMoments,
  after: RunningMoments,
): Pick<IntervalMoments, 'min' | 'max' | 'life'> {
  const { min = 0, max = 0 } = after;
  if (!(max > 0 && min <= max)) return {};
  const { min: earlierMin = 0, max: earlierMax = 0 } = before;
  const wasReset = earlierMax > 0 && (earlierMax > max || earlierMin < min);
  return wasReset ? {} : { min, max, life: { ...after, min, max } };
}

/** Whether any durations at all, none of them negative, have these moments. */
function isPossible(
  { count, sum, m2, varianceError, min = 0, max = sum }: IntervalMoments,
  total: number,
): boolean {
  const roundingOfSum = 8 * Number.EPSILON * total;
  if (sum > count * max + roundingOfSum || sum < count * min - roundingOfSum) return false;
  const slack = 4 * varianceError * count + 2 * sum * roundingOfSum;
  // Durations differ most when one call took all of the time.
  return m2 >= -slack && m2 <= sum * sum * (1 - 1 / count) + slack;
}

/** Whether rounding leaves enough of the variance, or is itself too small to matter. */
export function spreadIsKnown({ count, sum, m2, varianceError }: IntervalMoments): boolean {
  if (count <= 1) return true;
  const mean = sum / count;
  return varianceError <= Math.max(0.2 * (m2 / count), (0.02 * mean) ** 2);
}

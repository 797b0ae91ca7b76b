import { type IntervalMoments, spreadIsKnown } from './interval-moments.ts';
import { latencyShape } from './latency-shape.ts';
import { outlierShape } from './outlier-shape.ts';

/**
 * Adds the calls of an interval to the buckets (not cumulative; the last is above all bounds) where
 * durations with these moments most likely were. Bounds in milliseconds, rising. Parts of a call are
 * whole multiples of 1 / 1024, so that sums stay exact: `count` is added, no more and no less.
 */
export function spreadOverBuckets(
  moments: IntervalMoments,
  bounds: readonly number[],
  into: Float64Array,
): void {
  const { count, sum } = moments;
  if (count <= 0) return;
  const mean = sum / count;
  const isKnown = spreadIsKnown(moments);
  const deviation = Math.sqrt(isKnown ? moments.m2 / count : guessedVariance(moments, mean));
  if (count === 1 || deviation <= mean * SAME) {
    addAt(mean, count, bounds, into);
  } else if (count === 2 && isKnown) {
    addAt(mean - deviation, 1, bounds, into);
    addAt(mean + deviation, 1, bounds, into);
  } else {
    // No value of a sample is further from its mean than that (Samuelson's inequality).
    const reach = isKnown ? deviation * Math.sqrt(count - 1) : Number.POSITIVE_INFINITY;
    addShape({ moments, mean, deviation, reach, bounds, into });
  }
}

/** Of the mean: a deviation below that is none, and would be too small to compute with. */
const SAME = 1e-6;

/** Where rounding has eaten the spread: that of an exponential, or the most that can still be. */
function guessedVariance(
  { count, m2, varianceError, min = 0, max = Number.POSITIVE_INFINITY }: IntervalMoments,
  mean: number,
): number {
  const mostInRange = Math.max(0, max - mean) * Math.max(0, mean - min);
  return Math.min(mean * mean, m2 / count + varianceError, mostInRange);
}

function addAt(value: number, count: number, bounds: readonly number[], into: Float64Array): void {
  into[bucketOf(value, bounds)]! += count;
}

function bucketOf(value: number, bounds: readonly number[]): number {
  let bucket = 0;
  while (bucket < bounds.length && bounds[bucket]! < value) bucket++;
  return bucket;
}

interface Shape {
  readonly moments: IntervalMoments;
  readonly mean: number;
  readonly deviation: number;
  readonly reach: number;
  readonly bounds: readonly number[];
  readonly into: Float64Array;
}

function addShape({ moments, mean, deviation, reach, bounds, into }: Shape): void {
  const { count, min = 0, max = Number.POSITIVE_INFINITY, life } = moments;
  const outliers =
    reach < Number.POSITIVE_INFINITY
      ? outlierShape({ count, mean, deviation, min, max })
      : undefined;
  const below = outliers ?? latencyShape({ count, mean, deviation, life });
  const lowest = Math.max(min, mean - reach);
  const highest = Math.min(max, mean + reach);
  // What the shape has beyond the extremes was at the extremes: a cut would make it too narrow.
  const callsUpTo = (bucket: number) => {
    const bound = bounds[bucket] ?? highest;
    if (bound < lowest) return 0;
    return bound >= highest ? count : Math.round(below(bound) * count * PARTS) / PARTS;
  };
  // From the mean outwards, as most shapes fill only a few buckets.
  const middle = bucketOf(mean, bounds);
  const upToMiddle = callsUpTo(middle);
  let upTo = upToMiddle;
  for (let bucket = middle; upTo > 0; bucket--) {
    const next = bucket === 0 ? 0 : Math.min(upTo, callsUpTo(bucket - 1));
    into[bucket]! += upTo - next;
    upTo = next;
  }
  upTo = upToMiddle;
  for (let bucket = middle + 1; upTo < count; bucket++) {
    const next = Math.max(upTo, callsUpTo(bucket));
    into[bucket]! += next - upTo;
    upTo = next;
  }
}

const PARTS = 1024;

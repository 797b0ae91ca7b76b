import { type IntervalMoments, spreadIsKnown } from './interval-moments.ts';
import { normalCdf } from './normal-cdf.ts';

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
  const deviation = Math.sqrt(variance(moments, mean));
  if (count === 1 || deviation === 0) {
    addAt(mean, count, bounds, into);
  } else if (count === 2) {
    addAt(mean - deviation, 1, bounds, into);
    addAt(mean + deviation, 1, bounds, into);
  } else {
    addLognormal(moments, mean, deviation, bounds, into);
  }
}

/** Where rounding has eaten the spread: that of an exponential, or the most that can still be. */
function variance(moments: IntervalMoments, mean: number): number {
  const { count, m2, varianceError } = moments;
  if (spreadIsKnown(moments)) return m2 / count;
  return Math.min(mean * mean, m2 / count + varianceError);
}

function addAt(value: number, count: number, bounds: readonly number[], into: Float64Array): void {
  let bucket = 0;
  while (bucket < bounds.length && bounds[bucket]! < value) bucket++;
  into[bucket]! += count;
}

function addLognormal(
  { count, min = 0, max = Number.POSITIVE_INFINITY }: IntervalMoments,
  mean: number,
  deviation: number,
  bounds: readonly number[],
  into: Float64Array,
): void {
  const sigma2 = Math.log1p((deviation / mean) ** 2);
  const sigma = Math.sqrt(sigma2);
  const mu = Math.log(mean) - sigma2 / 2;
  const cdf = (value: number) => (value > 0 ? normalCdf((Math.log(value) - mu) / sigma) : 0);
  // No value of a sample is further from its mean than that (Samuelson's inequality).
  const reach = deviation * Math.sqrt(count - 1);
  const lowest = Math.max(min, mean - reach);
  const highest = Math.min(max, mean + reach);
  const below = cdf(lowest);
  const inside = cdf(highest) - below;
  let placed = 0;
  for (let bucket = 0; bucket < bounds.length && placed < count; bucket++) {
    const bound = bounds[bucket]!;
    if (bound <= lowest) continue;
    const share = bound >= highest ? 1 : (cdf(bound) - below) / inside;
    const upTo = Math.max(placed, Math.round(Math.min(1, share) * count * PARTS) / PARTS);
    into[bucket]! += upTo - placed;
    placed = upTo;
  }
  into[bounds.length]! += count - placed;
}

const PARTS = 1024;

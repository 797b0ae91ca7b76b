import type { IntervalMoments } from './interval-moments.ts';
import { spreadOverBuckets } from './spread-over-buckets.ts';

/** Calls of an interval as the server itself counted them by duration. */
export interface ObservedBuckets {
  /** Upper bounds in milliseconds, rising. */
  readonly boundsMs: readonly number[];
  /** Not cumulative; one more than there are bounds. */
  readonly counts: readonly number[];
}

/**
 * Like {@link spreadOverBuckets} where the server has buckets of its own. One that lies across some
 * of ours is divided like the shape that the moments suggest, where that has at least half as many
 * calls there, and else evenly over the logarithm of the duration.
 */
export function spreadObserved(
  moments: IntervalMoments,
  { boundsMs, counts }: ObservedBuckets,
  bounds: readonly number[],
  into: Float64Array,
): void {
  const seen = counts.reduce((sum, count) => sum + count, 0);
  if (seen === 0) {
    spreadOverBuckets(moments, bounds, into);
    return;
  }
  const edges = merged(bounds, boundsMs);
  const guess = new Float64Array(edges.length + 1);
  spreadOverBuckets(moments, edges, guess);
  const weights = new Float64Array(guess.length);
  let from = 0;
  for (let bucket = 0; bucket < counts.length; bucket++) {
    const bound = boundsMs[bucket] ?? Number.POSITIVE_INFINITY;
    let end = from + 1;
    while (end <= edges.length && edges[end - 1]! < bound) end++;
    divide(counts[bucket] ?? 0, { from, end, edges, guess, moments, into: weights });
    from = end;
  }
  addParts(weights, moments.count / seen, { edges, bounds, into });
}

function merged(a: readonly number[], b: readonly number[]): readonly number[] {
  const all: number[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    const next = Math.min(a[i] ?? Number.POSITIVE_INFINITY, b[j] ?? Number.POSITIVE_INFINITY);
    if (a[i] === next) i++;
    if (b[j] === next) j++;
    all.push(next);
  }
  return all;
}

interface Cells {
  readonly from: number;
  readonly end: number;
  readonly edges: readonly number[];
  readonly guess: Float64Array;
  readonly moments: IntervalMoments;
  readonly into: Float64Array;
}

function divide(count: number, cells: Cells): void {
  const { end, from, guess, into } = cells;
  if (count === 0) return;
  const guessed = guess.slice(from, end);
  const calls = guessed.reduce((sum, part) => sum + part, 0);
  const parts = calls >= count / 2 ? guessed : widths(cells);
  const whole = parts.reduce((sum, part) => sum + part, 0);
  for (let cell = from; cell < end; cell++) into[cell]! += (count * parts[cell - from]!) / whole;
}

/** How wide the cells are on a logarithmic axis, as far as there can have been calls. */
function widths({ edges, end, from, moments }: Cells): Float64Array {
  const { min = 0, max = Number.POSITIVE_INFINITY } = moments;
  const parts = new Float64Array(end - from);
  for (let cell = from; cell < end; cell++) {
    const upper = Math.min(edges[cell] ?? max, max);
    const lower = Math.max(edges[cell - 1] ?? 0, min, upper / WIDEST);
    if (Number.isFinite(upper) && lower < upper) parts[cell - from] = Math.log(upper / lower);
  }
  // Rounded bounds may leave no room: the calls were at its beginning.
  if (parts.every((part) => part === 0)) parts[0] = 1;
  return parts;
}

/** The first bucket begins at nothing, which has no logarithm. */
const WIDEST = 10;
const PARTS = 1024;

interface Target {
  readonly edges: readonly number[];
  readonly bounds: readonly number[];
  readonly into: Float64Array;
}

/** Whole multiples of 1 / 1024, as with estimates, so that sums stay exact. */
function addParts(weights: Float64Array, scale: number, { bounds, edges, into }: Target): void {
  let bucket = 0;
  let sum = 0;
  let before = 0;
  for (let cell = 0; cell < weights.length; cell++) {
    sum += weights[cell]!;
    const upTo = Math.round(sum * scale * PARTS) / PARTS;
    while (bucket < bounds.length && bounds[bucket]! < (edges[cell] ?? Number.POSITIVE_INFINITY)) {
      bucket++;
    }
    into[bucket]! += upTo - before;
    before = upTo;
  }
}

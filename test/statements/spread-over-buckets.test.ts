import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type IntervalMoments, intervalMoments } from '../../src/statements/interval-moments.ts';
import { latencyBounds } from '../../src/statements/latency-bounds.ts';
import { spreadOverBuckets } from '../../src/statements/spread-over-buckets.ts';
import { runningEntry } from './latency/running-entry.ts';

const BOUNDS = latencyBounds([0.051]).map((seconds) => seconds * 1000);

describe('an interval spread over buckets', () => {
  it('adds exactly its count, nowhere less than nothing, and only between its extremes', () => {
    const duration = fc.double({ min: 1e-3, max: 1e6, noNaN: true });
    const batch = fc.array(duration, { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(batch, batch, fc.integer({ min: 1, max: 1e6 }), (earlier, later, times) => {
        const entry = runningEntry(earlier);
        const before = entry.read();
        for (const value of later) entry.add(value);
        const moments = intervalMoments(before, entry.read())!;
        const scaled = {
          ...moments,
          count: moments.count * times,
          sum: moments.sum * times,
          m2: moments.m2 * times,
        };
        const buckets = spread(scaled);
        expect(buckets.reduce((sum, count) => sum + count, 0)).toBe(scaled.count);
        expect(Math.min(...buckets)).toBeGreaterThanOrEqual(0);
        const all = [...earlier, ...later];
        expect(firstFilled(buckets)).toBeGreaterThanOrEqual(bucketOf(Math.min(...all)));
        expect(buckets.findLastIndex((count) => count > 0)).toBeLessThanOrEqual(
          bucketOf(Math.max(...all)),
        );
      }),
      { numRuns: 1000 },
    );
  });

  it('adds to what is there', () => {
    const into = new Float64Array(BOUNDS.length + 1).fill(2);
    spreadOverBuckets({ count: 1, sum: 4, m2: 0, varianceError: 0 }, BOUNDS, into);
    expect(into[bucketOf(4)]).toBe(3);
  });

  it('puts one call, equal calls and two calls exactly where they were', () => {
    expect(filled(spread(momentsOf([51])))).toEqual({ [bucketOf(51)]: 1 });
    expect(filled(spread(momentsOf([20, 20, 20])))).toEqual({ [bucketOf(20)]: 3 });
    expect(filled(spread(momentsOf([3, 700])))).toEqual({ [bucketOf(3)]: 1, [bucketOf(700)]: 1 });
  });

  it('does not put a call above what the moments allow', () => {
    const moments = momentsOf([4, 4, 4, 4, 4, 4, 4, 4, 4, 9]);
    const { min: _, max: __, ...withoutRange } = moments;
    const buckets = spread(withoutRange);
    expect(buckets.findLastIndex((count) => count > 0)).toBeLessThanOrEqual(bucketOf(9));
  });

  it('guesses about an exponential where the spread is unknown', () => {
    const unknown = { count: 1000, sum: 10_000, m2: 0, varianceError: Number.POSITIVE_INFINITY };
    const buckets = spread(unknown);
    const upTo = buckets.slice(0, bucketOf(10) + 1).reduce((sum, count) => sum + count, 0);
    expect(upTo / 1000).toBeGreaterThan(0.6);
    expect(upTo / 1000).toBeLessThan(0.7);
  });

  it('guesses no more spread than the extremes and the bound of the error allow', () => {
    const unknown = { count: 2, sum: 20, m2: 0, varianceError: Number.POSITIVE_INFINITY };
    const near = spread({ ...unknown, min: 9.5, max: 10.5 });
    expect(firstFilled(near)).toBeGreaterThanOrEqual(bucketOf(9.5));
    expect(near.findLastIndex((count) => count > 0)).toBeLessThanOrEqual(bucketOf(10.5));
    const bounded = spread({ count: 100, sum: 140, m2: 0, varianceError: 0.001 });
    expect(filled(bounded)).toEqual({ [bucketOf(1.4)]: 100 });
  });
});

function momentsOf(values: readonly number[]): IntervalMoments {
  return intervalMoments(undefined, runningEntry(values).read())!;
}

function spread(moments: IntervalMoments): Float64Array {
  const into = new Float64Array(BOUNDS.length + 1);
  spreadOverBuckets(moments, BOUNDS, into);
  return into;
}

function bucketOf(value: number): number {
  const index = BOUNDS.findIndex((bound) => value <= bound);
  return index === -1 ? BOUNDS.length : index;
}

function firstFilled(buckets: Float64Array): number {
  return buckets.findIndex((count) => count > 0);
}

function filled(buckets: Float64Array): Readonly<Record<number, number>> {
  return Object.fromEntries([...buckets.entries()].filter(([, count]) => count > 0));
}

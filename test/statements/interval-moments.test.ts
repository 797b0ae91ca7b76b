import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type IntervalMoments,
  intervalMoments,
  spreadIsKnown,
} from '../../src/statements/interval-moments.ts';
import { runningEntry } from './latency/running-entry.ts';

const durations = (minLength: number, maxLength: number) =>
  fc.array(fc.double({ min: 1e-3, max: 1e5, noNaN: true }), { minLength, maxLength });

/** The distance from zero in which rounding may put it. */
const slack = ({ varianceError, count }: IntervalMoments) => 4 * varianceError * count + 1e-9;

describe('the moments of an interval', () => {
  it('are those of the calls between two readings, to the bound of the error', () => {
    fc.assert(
      fc.property(durations(0, 60), durations(1, 60), (earlier, later) => {
        const entry = runningEntry(earlier);
        const before = entry.read();
        for (const duration of later) entry.add(duration);
        const moments = intervalMoments(before, entry.read());
        const truth = exactMoments(later);
        expect(moments?.count).toBe(later.length);
        expect(moments?.sum).toBeCloseTo(truth.sum, 5);
        expect(Math.abs((moments?.m2 ?? Number.NaN) - truth.m2)).toBeLessThanOrEqual(
          slack(moments!),
        );
        expect(moments?.m2).toBeGreaterThanOrEqual(0);
        expect(moments?.min).toBeLessThanOrEqual(Math.min(...later));
        expect(moments?.max).toBeGreaterThanOrEqual(Math.max(...later));
      }),
      { numRuns: 1000 },
    );
  });

  it('of neighbouring intervals make those of the whole', () => {
    fc.assert(
      fc.property(fc.array(durations(0, 20), { minLength: 1, maxLength: 8 }), (batches) => {
        const entry = runningEntry();
        let before = entry.read();
        const parts = batches.map((batch) => {
          for (const duration of batch) entry.add(duration);
          const after = entry.read();
          const moments = intervalMoments(before, after);
          before = after;
          return moments!;
        });
        const whole = intervalMoments(undefined, entry.read())!;
        const union = parts.reduce(merge);
        expect(union.count).toBe(whole.count);
        expect(union.sum).toBeCloseTo(whole.sum, 5);
        const rounding = parts.reduce((sum, part) => sum + slack(part), slack(whole));
        expect(Math.abs(union.m2 - whole.m2)).toBeLessThanOrEqual(rounding);
      }),
    );
  });

  it('are none where an entry was born anew with fewer calls or less time', () => {
    const before = runningEntry([5, 6, 7]).read();
    expect(intervalMoments(before, runningEntry([5, 6]).read())).toBeUndefined();
    expect(intervalMoments(before, runningEntry([1, 1, 1, 1]).read())).toBeUndefined();
    expect(intervalMoments(before, runningEntry([1, 50, 2]).read())).toBeUndefined();
  });

  it('are none where more calls and more time still cannot follow from what was before', () => {
    const before = runningEntry([1, 1, 1]).read();
    // 2 calls more and 47 ms more: 23.5 ms each, but no call ever took longer than 10 ms.
    expect(intervalMoments(before, runningEntry([10, 10, 10, 10, 10]).read())).toBeUndefined();
    const wide = runningEntry([1, 100, 1000]).read();
    // One call more: it cannot have made the deviations of the others smaller.
    expect(intervalMoments(wide, runningEntry([300, 300, 300, 300]).read())).toBeUndefined();
  });

  it('of a quiet interval count nothing', () => {
    const reading = runningEntry([3, 4]).read();
    expect(intervalMoments(reading, reading)).toEqual({
      count: 0,
      sum: 0,
      m2: 0,
      varianceError: 0,
    });
  });

  it('leave the extremes out where these were reset meanwhile', () => {
    const entry = runningEntry([2, 9]);
    const before = entry.read();
    entry.add(5);
    const after = { ...entry.read(), min: 5, max: 5 };
    const moments = intervalMoments(before, after);
    expect(moments).toMatchObject({ count: 1 });
    expect(moments).not.toHaveProperty('min');
    expect(intervalMoments(before, { ...after, min: 0, max: 0 })).not.toHaveProperty('max');
  });
});

describe('the spread of an interval', () => {
  it('is known for ordinary histories', () => {
    const entry = runningEntry(Array.from({ length: 1000 }, (_, n) => 1 + (n % 7)));
    const before = entry.read();
    for (const duration of [2, 2.1, 1.9, 2.05]) entry.add(duration);
    const moments = intervalMoments(before, entry.read())!;
    expect(spreadIsKnown(moments)).toBe(true);
    expect(moments.m2).toBeCloseTo(exactMoments([2, 2.1, 1.9, 2.05]).m2, 9);
  });

  it('is not claimed where a huge, wide history leaves only rounding', () => {
    const before = { calls: 3e8, total: 3e8 * 400, mean: 400, stddev: 3000 };
    const n = 10;
    const calls = before.calls + n;
    const total = before.total + n * 5;
    const mean = total / calls;
    const shift = 5 - before.mean;
    const squares = before.calls * before.stddev ** 2 + (shift ** 2 * before.calls * n) / calls + 1;
    const after = { calls, total, mean, stddev: Math.sqrt(squares / calls) };
    const moments = intervalMoments(before, after)!;
    expect(moments).toMatchObject({ count: n, sum: 50 });
    expect(spreadIsKnown(moments)).toBe(false);
  });

  it('is known for a single call, which has none', () => {
    expect(intervalMoments(undefined, runningEntry([7]).read())).toMatchObject({
      count: 1,
      sum: 7,
      m2: 0,
      varianceError: 0,
      min: 7,
      max: 7,
    });
  });
});

interface Sums {
  readonly count: number;
  readonly sum: number;
  readonly m2: number;
}

function exactMoments(values: readonly number[]): Sums {
  const sum = values.reduce((total, value) => total + value, 0);
  const mean = sum / values.length;
  return {
    count: values.length,
    sum,
    m2: values.reduce((total, value) => total + (value - mean) ** 2, 0),
  };
}

function merge<T extends Sums>(a: T, b: T): T {
  if (a.count === 0) return b;
  if (b.count === 0) return a;
  const count = a.count + b.count;
  const apart = b.sum / b.count - a.sum / a.count;
  return {
    ...a,
    count,
    sum: a.sum + b.sum,
    m2: a.m2 + b.m2 + (apart ** 2 * a.count * b.count) / count,
  };
}

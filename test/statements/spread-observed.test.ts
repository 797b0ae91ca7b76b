import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { intervalMoments } from '../../src/statements/interval-moments.ts';
import { latencyBounds } from '../../src/statements/latency-bounds.ts';
import { spreadObserved } from '../../src/statements/spread-observed.ts';
import { runningEntry } from './latency/running-entry.ts';

const BOUNDS = latencyBounds([0.051]).map((seconds) => seconds * 1000);
/** Of pg_stat_monitor with its default settings. */
const OBSERVED = [
  1, 2.778, 4.162, 6.623, 11, 18.783, 32.623, 57.234, 101, 178.827, 317.226, 563.338,
];

describe('calls that the server counted by duration', () => {
  it('are all in buckets, and no further off than the bucket they were counted in', () => {
    const duration = fc.double({ min: 1e-3, max: 1e6, noNaN: true });
    const some = fc.array(duration, { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(some, some, fc.integer({ min: 1, max: 1000 }), (earlier, durations, times) => {
        const into = spread(durations, { earlier, times });
        expect(into.reduce((sum, count) => sum + count, 0)).toBe(durations.length * times);
        expect(Math.min(...into)).toBeGreaterThanOrEqual(0);
        for (const bound of BOUNDS) {
          const below = OBSERVED.findLast((edge) => edge <= bound) ?? 0;
          const above = OBSERVED.find((edge) => edge >= bound) ?? Number.POSITIVE_INFINITY;
          const found = upTo(into, bound) / times;
          expect(found).toBeGreaterThanOrEqual(within(durations, below) - TOLERANCE);
          expect(found).toBeLessThanOrEqual(within(durations, above) + TOLERANCE);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('keep two humps apart, of which mean and deviation know nothing', () => {
    const durations = [
      ...Array.from({ length: 90 }, () => 3.5),
      ...Array.from({ length: 10 }, () => 90),
    ];
    const into = spread(durations);
    expect(upTo(into, 51)).toBe(90);
    expect(upTo(into, 100)).toBeGreaterThan(99);
    expect(upTo(into, 3)).toBeLessThan(60);
  });

  it('are divided evenly over the logarithm where the moments would have none of them', () => {
    const durations = [
      ...Array.from({ length: 50 }, () => 0.2),
      ...Array.from({ length: 4 }, () => 100.9),
    ];
    const into = spread(durations);
    expect(upTo(into, 51)).toBe(50);
    const share = Math.log(100 / 57.234) / Math.log(100.9 / 57.234);
    expect(upTo(into, 100) - 50).toBeCloseTo(4 * share, 2);
  });

  it('are spread like their moments within a bucket that is wider than several', () => {
    const fast = Array.from({ length: 200 }, (_, index) => 0.2 + index / 10_000);
    const into = spread(fast);
    expect(upTo(into, 0.1)).toBe(0);
    expect(upTo(into, 0.25)).toBe(200);
  });
});

const TOLERANCE = 2 / 1024;

interface More {
  readonly earlier?: readonly number[];
  readonly times?: number;
}

function spread(
  durations: readonly number[],
  { earlier = [], times = 1 }: More = {},
): Float64Array {
  const entry = runningEntry(earlier);
  const before = entry.read();
  for (const value of durations) entry.add(value);
  const moments = intervalMoments(earlier.length === 0 ? undefined : before, entry.read())!;
  const counts = Array.from({ length: OBSERVED.length + 1 }, () => 0);
  for (const value of durations) {
    const bucket = OBSERVED.findIndex((bound) => value <= bound);
    counts[bucket < 0 ? OBSERVED.length : bucket]! += times;
  }
  const into = new Float64Array(BOUNDS.length + 1);
  const many = {
    ...moments,
    count: moments.count * times,
    sum: moments.sum * times,
    m2: moments.m2 * times,
  };
  spreadObserved(many, { boundsMs: OBSERVED, counts }, BOUNDS, into);
  return into;
}

function upTo(buckets: Float64Array, bound: number): number {
  return buckets.slice(0, BOUNDS.indexOf(bound) + 1).reduce((sum, count) => sum + count, 0);
}

function within(durations: readonly number[], bound: number): number {
  return durations.filter((value) => value <= bound).length;
}

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { intervalMoments } from '../../src/statements/interval-moments.ts';
import { UNIMODAL } from './latency/distributions.ts';
import { runningEntry } from './latency/running-entry.ts';
import { seededRandom } from './latency/seeded-random.ts';

describe('intervals of an entry that is reset or evicted', () => {
  it('never count a call twice, and all calls while it lives', () => {
    const duration = fc.double({ min: 1e-3, max: 1e4, noNaN: true });
    const events = fc.array(
      fc.oneof(
        { weight: 8, arbitrary: duration },
        { weight: 1, arbitrary: fc.constant('reset' as const) },
        { weight: 2, arbitrary: fc.constant('scrape' as const) },
      ),
      { maxLength: 80 },
    );
    fc.assert(
      fc.property(events, (sequence) => {
        let entry = runningEntry();
        let before = entry.read();
        let called = 0;
        let time = 0;
        let wasReset = false;
        for (const event of [...sequence, 'scrape' as const]) {
          if (event === 'reset') {
            entry = runningEntry();
            wasReset = true;
          } else if (event === 'scrape') {
            const after = entry.read();
            const moments = intervalMoments(before, after) ?? intervalMoments(undefined, after)!;
            expect(moments.count).toBeGreaterThanOrEqual(0);
            expect(moments.count).toBeLessThanOrEqual(called);
            expect(moments.sum).toBeLessThanOrEqual(time * (1 + 1e-9) + 1e-6);
            if (!wasReset) expect(moments.count).toBe(called);
            before = after;
            called = 0;
            time = 0;
            wasReset = false;
          } else {
            entry.add(event);
            called += 1;
            time += event;
          }
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe('the bound of the error', () => {
  it('holds for a short and narrow interval after a long and wide life', () => {
    const shape = fc.record({
      seed: fc.integer({ min: 1, max: 1e6 }),
      history: fc.integer({ min: 0, max: 20_000 }),
      width: fc.double({ min: 0.1, max: 4, noNaN: true }),
      scale: fc.double({ min: 0.1, max: 1e6, noNaN: true }),
      count: fc.integer({ min: 1, max: 40 }),
    });
    fc.assert(
      fc.property(shape, ({ seed, history, width, scale, count }) => {
        const random = seededRandom(seed);
        const entry = runningEntry();
        for (let call = 0; call < history; call++) {
          entry.add(scale * UNIMODAL['lognormal, sigma 1'](random) ** width);
        }
        const before = entry.read();
        const durations = Array.from({ length: count }, () => 1 + 1e-3 * random());
        for (const duration of durations) entry.add(duration);
        const moments = intervalMoments(before, entry.read());
        expect(moments?.count).toBe(count);
        const error = Math.abs(moments!.m2 / count - varianceOf(durations));
        expect(error).toBeLessThanOrEqual(moments!.varianceError + (count === 1 ? 0 : 1e-15));
      }),
      { numRuns: 300 },
    );
  });
});

function varianceOf(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
}

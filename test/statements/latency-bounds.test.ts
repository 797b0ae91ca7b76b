import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { latencyBounds } from '../../src/statements/latency-bounds.ts';

const SHIPPED_TARGETS = [0.051, 0.5, 0.1, 10, 300, 1];

describe('the bounds of latency buckets', () => {
  it('have a target in the place of the step that is near it', () => {
    const bounds = latencyBounds(SHIPPED_TARGETS);
    expect(bounds).toContain(0.051);
    expect(bounds).not.toContain(0.055);
    expect(bounds.length).toBeLessThanOrEqual(25);
  });

  it('rise, and have every target, 0.1 and 0.5 just once', () => {
    const target = fc.double({ min: 1e-5, max: 1e5, noNaN: true });
    fc.assert(
      fc.property(fc.array(target, { maxLength: 10 }), (targets) => {
        const bounds = latencyBounds(targets);
        expect(bounds).toEqual(expect.arrayContaining([0.1, 0.5, ...targets]));
        for (const [index, bound] of bounds.entries()) {
          expect(bound).toBeGreaterThan(bounds[index - 1] ?? 0);
        }
      }),
    );
  });
});

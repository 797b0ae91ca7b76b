import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Distribution } from '../../src/statements/distribution.ts';
import { gamma } from '../../src/statements/gamma.ts';
import { gammaShare } from '../../src/statements/gamma-share.ts';
import { lognormal } from '../../src/statements/lognormal.ts';
import { normalCdf } from '../../src/statements/normal-cdf.ts';
import { weibull } from '../../src/statements/weibull.ts';
import { type Distribution as Draw, UNIMODAL, WIDE } from './latency/distributions.ts';
import { simulateReadings } from './latency/simulate-readings.ts';

const KINDS = [
  { name: 'lognormal', of: lognormal, from: 0.01, to: 3 },
  { name: 'gamma', of: gamma, from: 0.25, to: 0.99 },
  { name: 'Weibull', of: weibull, from: 1.01, to: 3 },
];

describe.each(KINDS)('the $name distribution', ({ of, from, to }) => {
  const variation = fc.double({ min: from, max: to, noNaN: true });
  const mean = fc.double({ min: 0.01, max: 1e4, noNaN: true });

  it('has the mean and the deviation that were asked for', () => {
    fc.assert(
      fc.property(mean, variation, (center, width) => {
        const found = momentsOf(of(center, center * width), center);
        expect(found.mean / center).toBeCloseTo(1, 1.7);
        expect(found.deviation / (center * width)).toBeCloseTo(1, 1);
      }),
      { numRuns: 50 },
    );
  });

  it('rises from 0 to 1, and says the same from above', () => {
    fc.assert(
      fc.property(variation, fc.double({ min: 1e-3, max: 30, noNaN: true }), (width, value) => {
        const { below, above } = of(1, width);
        expect(below(value)).toBeGreaterThanOrEqual(0);
        expect(below(value)).toBeLessThanOrEqual(1);
        expect(below(value * 1.1)).toBeGreaterThanOrEqual(below(value) - 0.005);
        expect(Math.abs(below(value) + above(value) - 1)).toBeLessThan(0.01);
      }),
    );
  });

  it('has the density that its shares have', () => {
    fc.assert(
      fc.property(variation, fc.double({ min: 0.3, max: 1.5, noNaN: true }), (width, value) => {
        const { below, logDensity } = of(1, width);
        const step = 1e-3 * value;
        const slope = (below(value + step) - below(value - step)) / (2 * step);
        expect(Math.abs(Math.exp(logDensity(value)) - slope)).toBeLessThan(0.02 * slope + 0.002);
      }),
    );
  });
});

describe('the normal distribution', () => {
  it('is right in the middle and far out', () => {
    expect(normalCdf(0)).toBeCloseTo(0.5, 7);
    expect(normalCdf(1.959964)).toBeCloseTo(0.975, 6);
    expect(normalCdf(-5) / 2.866516e-7).toBeCloseTo(1, 4);
    expect(normalCdf(-10) / 7.619853e-24).toBeCloseTo(1, 4);
  });
});

describe('the share of the gamma', () => {
  it.each([
    ['gamma, shape 2', UNIMODAL['gamma, shape 2'], 0.7],
    ['exponential', UNIMODAL.exponential, 0.99],
    ['gamma, shape 0.5', WIDE['gamma, shape 0.5'], 0.99],
  ])('is near 1 after 2,000 calls of %s', (_, draw, least) => {
    for (const share of sharesOf(draw)) expect(share).toBeGreaterThan(least);
  });

  it.each([
    ['lognormal, sigma 1', UNIMODAL['lognormal, sigma 1']],
    ['lognormal, sigma 1.5', WIDE['lognormal, sigma 1.5']],
    ['a fixed time and an exponential', UNIMODAL['exponential after a fixed time']],
  ])('is near 0 after 2,000 calls of %s', (_, draw) => {
    for (const share of sharesOf(draw)) expect(share).toBeLessThan(0.05);
  });

  it('is a half where nothing is known', () => {
    expect(gammaShare({ calls: 1, total: 5, mean: 5, stddev: 0, min: 5, max: 5 })).toBe(0.5);
  });

  it('is a number for any life', () => {
    const size = fc.double({ min: 1e-3, max: 1e5, noNaN: true });
    fc.assert(
      fc.property(fc.integer({ min: 3, max: 1e9 }), size, size, size, (calls, mean, a, b) => {
        const life = { calls, total: calls * mean, mean, min: mean / (1 + a), max: mean * (1 + b) };
        const stddev = Math.sqrt((life.max - mean) * (mean - life.min)) / 2;
        expect(gammaShare({ ...life, stddev })).toBeGreaterThanOrEqual(0);
        expect(gammaShare({ ...life, stddev })).toBeLessThanOrEqual(1);
      }),
    );
  });
});

function sharesOf(draw: Draw): readonly number[] {
  return Array.from({ length: 20 }, (_, seed) => {
    const [life] = simulateReadings(draw, { seed, history: 2000, calls: 0 });
    return gammaShare({ ...life!, min: life?.min ?? 0, max: life?.max ?? 0 });
  });
}

/** By integrating the share above each value, in steps that grow with it. */
function momentsOf({ above }: Distribution, scale: number) {
  let mean = 0;
  let square = 0;
  let value = scale * 1e-6;
  while (value < scale * 1e5) {
    const step = value * 0.01;
    const middle = value + step / 2;
    mean += above(middle) * step;
    square += 2 * middle * above(middle) * step;
    value += step;
  }
  return { mean, deviation: Math.sqrt(square - mean * mean) };
}

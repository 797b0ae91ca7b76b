import type { Distribution } from './distribution.ts';
import { logGamma } from './log-gamma.ts';

/** The Weibull distribution of this mean and standard deviation; the latter is the greater one. */
export function weibull(mean: number, deviation: number): Distribution {
  const shape = 1 / inverseShape(Math.log1p((deviation / mean) ** 2));
  const scale = mean / Math.exp(logGamma(1 + 1 / shape));
  const power = (value: number) => (value / scale) ** shape;
  return {
    below: (value) => -Math.expm1(-power(value)),
    above: (value) => Math.exp(-power(value)),
    logDensity: (value) => {
      const t = power(value);
      return Math.log((shape / value) * t) - t;
    },
  };
}

/** Solves E[x^2] / E[x]^2 for the shape; the difference is nearly straight, so few steps do. */
function inverseShape(logOfRatio: number): number {
  const excess = (u: number) => logGamma(1 + 2 * u) - 2 * logGamma(1 + u) - logOfRatio;
  // The exponential, 1, has Math.LN2; from there on it rises a little faster than the ratio.
  let left = 1;
  let ofLeft = Math.LN2 - logOfRatio;
  let right = Math.max(1.01, 1 + 0.9 * (logOfRatio - Math.LN2));
  for (let step = 0; step < 4; step++) {
    const ofRight = excess(right);
    if (Math.abs(ofRight) < 1e-6 || ofRight === ofLeft) break;
    const next = right - (ofRight * (right - left)) / (ofRight - ofLeft);
    left = right;
    ofLeft = ofRight;
    right = Math.max(0.9, next);
  }
  return right;
}

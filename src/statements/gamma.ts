import type { Distribution } from './distribution.ts';
import { logGamma } from './log-gamma.ts';
import { normalCdf } from './normal-cdf.ts';

/** The gamma distribution of this mean and standard deviation; the latter is a quarter to all of it. */
export function gamma(mean: number, deviation: number): Distribution {
  const shape = (mean / deviation) ** 2;
  const scale = mean / shape;
  const logDensity = (value: number) =>
    (shape - 1) * Math.log(value / scale) - value / scale - logGamma(shape) - Math.log(scale);
  // Wilson and Hilferty: the cube root of a gamma is very nearly normal.
  const standardised = (value: number) =>
    (Math.cbrt(value / mean) - 1 + 1 / (9 * shape)) * 3 * Math.sqrt(shape);
  const isLow = (value: number) => value < 2 * mean;
  const lowShare = (value: number) =>
    lowerTail(value / scale, shape, Math.exp(logDensity(value)) * value);
  return {
    below: (value) => (isLow(value) ? lowShare(value) : normalCdf(standardised(value))),
    above: (value) => (isLow(value) ? 1 - lowShare(value) : normalCdf(-standardised(value))),
    logDensity,
  };
}

/** The series of the incomplete gamma function; above, it is long and the approximation good. */
function lowerTail(value: number, shape: number, first: number): number {
  let term = first / shape;
  let sum = 0;
  for (let n = 1; term > sum * 1e-6; n++) {
    sum += term;
    term *= value / (shape + n);
  }
  return sum;
}

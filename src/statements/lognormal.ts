import type { Distribution } from './distribution.ts';
import { normalCdf } from './normal-cdf.ts';

/** The lognormal distribution of this mean and standard deviation. */
export function lognormal(mean: number, deviation: number): Distribution {
  const variance = Math.log1p((deviation / mean) ** 2);
  const sigma = Math.sqrt(variance);
  const mu = Math.log(mean) - variance / 2;
  const standardised = (value: number) => (Math.log(value) - mu) / sigma;
  return {
    below: (value) => normalCdf(standardised(value)),
    above: (value) => normalCdf(-standardised(value)),
    logDensity: (value) => {
      const z = standardised(value);
      return -(z * z) / 2 - Math.log(sigma * value * Math.sqrt(2 * Math.PI));
    },
  };
}

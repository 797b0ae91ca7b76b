import type { Distribution } from './distribution.ts';
import { gamma } from './gamma.ts';
import { weibull } from './weibull.ts';

/**
 * A gamma distribution, or where it varies more than an exponential a Weibull, which is hardly
 * another there and far quicker to compute.
 */
export function gammaLike(mean: number, deviation: number): Distribution {
  return deviation < mean ? gamma(mean, deviation) : weibull(mean, deviation);
}

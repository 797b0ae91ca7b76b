import type { Distribution } from './distribution.ts';
import { gammaLike } from './gamma-like.ts';
import type { RunningMoments } from './interval-moments.ts';
import { lognormal } from './lognormal.ts';

/**
 * How sure it is, from 0 to 1, that the durations of an entry are spread like a gamma and not like a
 * lognormal: of the same mean and deviation, the gamma has far shorter minima and shorter maxima.
 */
export function gammaShare(life: Required<RunningMoments>): number {
  const { calls, mean, stddev, min } = life;
  if (calls < 3 || stddev <= 0 || min <= 0) return 0.5;
  const evidence =
    logLikelihood(gammaLike(mean, stddev), life) - logLikelihood(lognormal(mean, stddev), life);
  return 1 / (1 + Math.exp(-evidence));
}

/** Of the extremes: one call was just there, and of all others none was beyond. */
function logLikelihood(
  { below, above, logDensity }: Distribution,
  { calls, min, max }: Required<RunningMoments>,
): number {
  const beyond = Math.min(below(min) + above(max), 1 - Number.EPSILON);
  const sum = logDensity(min) + logDensity(max) + (calls - 2) * Math.log1p(-beyond);
  return Math.max(sum, -Number.MAX_VALUE);
}

import { gammaLike } from './gamma-like.ts';
import { gammaShare } from './gamma-share.ts';
import type { RunningMoments } from './interval-moments.ts';
import { lognormal } from './lognormal.ts';

/** The durations of an interval, as far as their shape depends on it. */
export interface ShapeInput {
  readonly count: number;
  readonly mean: number;
  readonly deviation: number;
  readonly life?: Required<RunningMoments> | undefined;
}

/** The share of calls that most likely took up to so many milliseconds: a lognormal, a gamma, or a mix. */
export function latencyShape({ count, mean, deviation, life }: ShapeInput): (ms: number) => number {
  const variation = deviation / mean;
  const widerLognormal = mean * variation * Math.sqrt(1 + (3 * variation ** 2) / count ** 0.7);
  if (variation < ALL_ALIKE) return lognormal(mean, widerLognormal).below;
  const gammas = life === undefined ? 0.5 : gammaShare(life);
  const widerGamma = mean * variation * Math.sqrt(1 + (2 * variation) / count);
  if (gammas < NEGLIGIBLE) return lognormal(mean, widerLognormal).below;
  if (gammas > 1 - NEGLIGIBLE) return gammaLike(mean, widerGamma).below;
  const { below: ofLognormal } = lognormal(mean, widerLognormal);
  const { below: ofGamma } = gammaLike(mean, widerGamma);
  return (ms) => (1 - gammas) * ofLognormal(ms) + gammas * ofGamma(ms);
}

/** Lognormal, gamma and normal distributions differ little where deviations are that small. */
const ALL_ALIKE = 0.25;
const NEGLIGIBLE = 0.01;

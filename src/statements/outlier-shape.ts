import { lognormal } from './lognormal.ts';

export interface OutlierInput {
  readonly count: number;
  readonly mean: number;
  readonly deviation: number;
  readonly min: number;
  readonly max: number;
}

/**
 * Many calls alike and a few far above, where a smooth shape cannot be: when so much deviation is
 * the work of one call, or when it would put a quarter of the calls below the shortest ever.
 */
export function outlierShape({
  count,
  mean,
  deviation,
  min,
  max,
}: OutlierInput): ((ms: number) => number) | undefined {
  const spread = deviation * deviation;
  const most = (count * (mean - min) ** 2) / ((mean - min) ** 2 + spread);
  const isSmooth = deviation < mean || lognormal(mean, deviation).below(min) < TOO_MUCH;
  if (most >= 2 && isSmooth) return undefined;
  // At least so many, else they were above the maximum; at most so many, else the rest below the minimum.
  const fewest = Math.max(1, (count * spread) / ((max - mean) ** 2 + spread));
  // Outliers differ among themselves, so the maximum is far from most of them: nearer to the latter.
  const outliers = Math.round(fewest ** 0.25 * Math.max(fewest, Math.floor(most)) ** 0.75);
  const share = Math.min(0.5, outliers / count);
  const body = Math.max(mean - deviation * Math.sqrt(share / (1 - share)), min, mean * 1e-6);
  const height = mean + deviation * Math.sqrt((1 - share) / share);
  const width = Math.min(WIDEST, Math.max(NARROWEST, Math.log(body / min) / MINIMUM_IS_BELOW));
  const { below: ofBody } = lognormal(body, body * width);
  const { below: ofOutliers } = lognormal(height, height * WIDEST);
  return (ms) => (1 - share) * ofBody(ms) + share * ofOutliers(ms);
}

const TOO_MUCH = 0.25;
const NARROWEST = 0.02;
const WIDEST = 0.4;
/** The shortest of some thousand calls is that many deviations below the median. */
const MINIMUM_IS_BELOW = 3.5;

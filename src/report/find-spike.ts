export interface Spike {
  readonly at: number;
  readonly value: number;
  readonly median: number;
  readonly factor: number;
}

/** Fewer points do not tell what is usual. */
const LEAST_POINTS = 20;
/** Deviations from the median, where 1.4826 times the median one is the sigma of a normal law. */
const SIGMAS = 6;
const TO_SIGMA = 1.4826;

/**
 * The highest of some points if it is an outlier: many deviations off, at least twice what is usual
 * and more than `least` above it. Medians are not moved by what they shall find.
 */
export function findSpike(
  points: readonly { readonly at: number; readonly value: number }[],
  least: number,
): Spike | undefined {
  const known = points.filter(({ value }) => Number.isFinite(value));
  if (known.length < LEAST_POINTS) return undefined;
  const values = known.map(({ value }) => value);
  const usual = median(values);
  const deviation = TO_SIGMA * median(values.map((value) => Math.abs(value - usual)));
  const highest = known.reduce((best, one) => (one.value > best.value ? one : best));
  const { at, value } = highest;
  const isOne = value - usual > least && value >= 2 * usual && value - usual > SIGMAS * deviation;
  if (!isOne) return undefined;
  return { at, value, median: usual, factor: usual > 0 ? value / usual : Number.POSITIVE_INFINITY };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}

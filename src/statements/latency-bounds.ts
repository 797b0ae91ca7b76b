/**
 * The bounds of the buckets of a latency histogram, in seconds, rising and without +Inf: a ladder
 * with every target in it, and without the steps that a target makes superfluous.
 */
export function latencyBounds(targetsSeconds: readonly number[]): readonly number[] {
  const wanted = [...ALWAYS, ...targetsSeconds];
  const steps = LADDER.filter((step) => !wanted.some((bound) => isNear(step, bound)));
  return [...new Set([...wanted, ...steps])].sort((a, b) => a - b);
}

/** Dashboards and alerts count the queries above these. */
const ALWAYS = [0.1, 0.5];

const LADDER = [
  0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 60,
  120, 300,
];

/** A bucket as narrow as that costs a series for each class and tells nothing. */
const NARROWEST = 1.3;

function isNear(step: number, bound: number): boolean {
  return Math.max(step / bound, bound / step) < NARROWEST;
}

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

/** Finest where most queries are: steps of 1, 2, 5 would put the 95th percentile 20 % off. */
const LADDER = [
  0.0001, 0.00025, 0.0005, 0.001, 0.00175, 0.003, 0.0055, 0.01, 0.0175, 0.03, 0.055, 0.1, 0.175,
  0.3, 0.55, 1, 1.75, 3, 5.5, 10, 30, 60, 300,
];

/** A bucket as narrow as that costs a series for each class and tells nothing. */
const NARROWEST = 1.3;

function isNear(step: number, bound: number): boolean {
  return Math.max(step / bound, bound / step) < NARROWEST;
}

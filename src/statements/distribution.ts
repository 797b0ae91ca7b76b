/** What durations, in milliseconds, may be distributed like. */
export interface Distribution {
  /** The share of durations up to `value`, which is above 0. */
  below(value: number): number;
  /** The share above it, to as many digits where that is tiny. */
  above(value: number): number;
  logDensity(value: number): number;
}

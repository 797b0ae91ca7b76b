/** What Prometheus calls a metric family: one name, one type, any number of series. */
export type Family = ScalarFamily | HistogramFamily;

export type ScalarType = 'gauge' | 'counter' | 'unknown';

interface FamilyHead {
  readonly name: string;
  readonly help: string;
}

export interface ScalarFamily extends FamilyHead {
  readonly type: ScalarType;
  readonly blocks: readonly ScalarBlock[];
}

export interface HistogramFamily extends FamilyHead {
  readonly type: 'histogram';
  readonly blocks: readonly HistogramBlock[];
}

/**
 * One column of one result: row i has the label text `labels[i]` and the value `values[i]`.
 * Label texts come from {@link labelText} and are shared by all columns of the result.
 * A null value is no sample.
 */
export interface ScalarBlock {
  readonly labels: readonly string[];
  readonly values: readonly (string | null)[];
}

export interface HistogramBlock {
  readonly labels: readonly string[];
  readonly values: readonly (HistogramValue | null)[];
}

/** Cumulative counts by finite upper bound, in the order of the bounds; `count` is the +Inf bucket. */
export interface HistogramValue {
  readonly buckets: readonly { readonly le: string; readonly count: string }[];
  readonly sum: string;
  readonly count: string;
}

/** A few checks that belong together. */
export interface Suite {
  readonly title: string;
  readonly checks: readonly Check[];
  /** Changes something and is rolled back: takes a role that may, and a primary. */
  readonly writes?: boolean;
}

/** Passed if `sql` gives one row that begins with true; what it gives beyond that is shown. */
export interface Check {
  readonly title: string;
  readonly sql: string;
  /** What runs before it in the same transaction. */
  readonly before?: readonly string[];
}

export interface SuiteResult {
  readonly title: string;
  readonly checks: readonly CheckResult[];
}

export interface CheckResult {
  readonly title: string;
  readonly outcome: 'passed' | 'failed' | 'skipped';
  /** What was found, or why it failed or was skipped. */
  readonly detail: string;
}

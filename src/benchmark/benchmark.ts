/** A statement whose time is held against a target. */
export interface Benchmark {
  readonly name: string;
  readonly sql: string;
  /** For $1, $2 ... */
  readonly params: readonly (string | number | boolean | null)[];
  /** That of the target when absent. */
  readonly database: string | undefined;
  readonly searchPath: string | undefined;
  readonly className: string;
  readonly targetSeconds: number;
  readonly runs: number;
  /** It changes rows, which is rolled back each time. */
  readonly writes: boolean;
}

import type { Path } from '../../yaml/problem.ts';

/** Something wrong with what `tls_server_config` says or names; the text never quotes a secret. */
export interface TlsProblem {
  readonly path: Path;
  readonly message: string;
  /** Where the reader is sent; default: the value. */
  readonly at?: 'key' | 'value';
  readonly cause?: unknown;
}

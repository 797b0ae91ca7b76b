/**
 * INVALID: the file or something it names is wrong; `problems` lists everything that was found.
 * NEEDS_RESTART: the file is right, but asks for what a running server cannot change.
 */
export type WebConfigErrorCode = 'WEB_CONFIG_INVALID' | 'WEB_CONFIG_NEEDS_RESTART';

/** Never contains a key, a hash or a password. */
export class WebConfigError extends Error {
  override readonly name = 'WebConfigError';
  readonly code: WebConfigErrorCode;
  /** One sentence each, beginning with file:line:col. */
  readonly problems: readonly string[];

  constructor(code: WebConfigErrorCode, problems: readonly string[], options?: ErrorOptions) {
    super(problems.join('\n'), options);
    this.code = code;
    this.problems = problems;
  }
}

/** A baseline that is not there, or cannot be read or kept. */
export class BaselineError extends Error {
  readonly code = 'BASELINE';
  override readonly name = 'BaselineError';
}

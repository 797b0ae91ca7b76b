/** Setting up could not begin or could not be finished; the message says what was done until then. */
export class SetupError extends Error {
  readonly code = 'SETUP';
  override readonly name = 'SetupError';
}

/** The server does not keep a statement any longer, or its rows have other columns now. */
export class StaleStatementError extends Error {
  override readonly name = 'StaleStatementError';

  constructor(options: ErrorOptions) {
    super('The server no longer keeps a prepared statement', options);
  }
}

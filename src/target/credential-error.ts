/** A password or a connection string could not be obtained; says from where, never what. */
export class CredentialError extends Error {
  readonly code = 'CREDENTIALS';
  override readonly name = 'CredentialError';
}

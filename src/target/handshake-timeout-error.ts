/**
 * The server took the connection, but the session did not begin in time: it hangs, or somebody has
 * locked a system catalog. Its half of the session may live on, which a refused connection does not.
 */
export class HandshakeTimeoutError extends Error {
  readonly code = 'HANDSHAKE_TIMEOUT';
  // The name by which other timeouts go, too.
  override readonly name = 'TimeoutError';

  constructor(options?: ErrorOptions) {
    super('the server took the connection but did not answer in time', options);
  }
}

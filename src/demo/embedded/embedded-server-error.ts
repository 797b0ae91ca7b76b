/**
 * - `platform-unsupported`, `binaries-missing`, `binaries-unusable`: the PostgreSQL programs
 * - `download-failed`: npm could not fetch the programs of another version
 * - `folder-unusable`: the parent folder of the server's files
 * - `no-server-user`: root found no unprivileged user to run PostgreSQL as
 * - `port-taken`: somebody else listens there
 * - `initdb-failed`, `start-failed`: the program ran and gave up; the message ends with its output
 */
export type EmbeddedServerErrorCode =
  | 'platform-unsupported'
  | 'binaries-missing'
  | 'binaries-unusable'
  | 'download-failed'
  | 'folder-unusable'
  | 'no-server-user'
  | 'port-taken'
  | 'initdb-failed'
  | 'start-failed';

/** Why the embedded PostgreSQL cannot run here; the message says the way out. */
export class EmbeddedServerError extends Error {
  override readonly name = 'EmbeddedServerError';
  readonly code: EmbeddedServerErrorCode;

  constructor(code: EmbeddedServerErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

export type AlertmanagerErrorCode = 'UNREACHABLE' | 'REFUSED' | 'UNEXPECTED_ANSWER' | 'BAD_URL';

/** Alertmanager cannot be asked, or does not do what it was asked. Never contains a password. */
export class AlertmanagerError extends Error {
  override readonly name = 'AlertmanagerError';
  readonly code: AlertmanagerErrorCode;

  constructor(code: AlertmanagerErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

import { EXIT } from './io.ts';

/** Ends a command with one sentence and an exit code. */
export class CliError extends Error {
  readonly code = 'CLI';
  override readonly name = 'CliError';
  readonly exitCode: number;

  constructor(message: string, exitCode: number = EXIT.failure, options?: ErrorOptions) {
    super(message, options);
    this.exitCode = exitCode;
  }
}

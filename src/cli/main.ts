import { CommanderError } from 'commander';
import { AlertmanagerError } from '../alertmanager/alertmanager-error.ts';
import { BaselineError } from '../baseline/baseline-error.ts';
import { BenchmarkError } from '../benchmark/benchmark-error.ts';
import { ConfigError } from '../config/config-error.ts';
import { printable } from '../console/printable.ts';
import { WebConfigError } from '../http/web-config/web-config-error.ts';
import { FileError } from '../yaml/problem.ts';
import { CliError } from './cli-error.ts';
import { createProgram } from './create-program.ts';
import { describeError } from './describe-error.ts';
import { EXIT, type Io } from './io.ts';

/** Runs one command; never throws, never ends the process. */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  let code: number = EXIT.ok;
  const done = (result: number) => {
    code = result;
  };
  // Only what is called is loaded, but all of them are listed.
  const word = argv.find((one) => !one.startsWith('-'));
  try {
    const program = await createProgram(io, done, ({ name }) => name === word);
    await program.parseAsync([...argv], { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    io.stderr.write(printable(`pgvitals: ${describeError(error)}\n`));
    return exitCodeOf(error);
  }
}

function exitCodeOf(error: unknown): number {
  if (error instanceof CliError) return error.exitCode;
  if (error instanceof BenchmarkError || error instanceof BaselineError) return EXIT.usage;
  if (error instanceof AlertmanagerError) {
    return error.code === 'BAD_URL' ? EXIT.usage : EXIT.failure;
  }
  const isConfiguration = error instanceof FileError || error instanceof ConfigError;
  return isConfiguration || error instanceof WebConfigError ? EXIT.usage : EXIT.failure;
}

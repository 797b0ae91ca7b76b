import { CliError } from './cli-error.ts';
import { untilSignal } from './until-signal.ts';

/** Runs `work`; what it lets `orStop` wait for rejects on Ctrl-C or SIGTERM, so that it can clean up. */
export async function interruptible<T>(
  work: (orStop: <R>(waiting: Promise<R>) => Promise<R>) => Promise<T>,
): Promise<T> {
  let release = (): void => undefined;
  const over = new Promise<void>((resolve) => {
    release = resolve;
  });
  const stopped = untilSignal(over).then((): never => {
    throw new CliError('stopped by a signal');
  });
  // Nobody waits for it once all is done.
  stopped.catch(() => undefined);
  try {
    return await work((waiting) => Promise.race([waiting, stopped]));
  } finally {
    release();
  }
}

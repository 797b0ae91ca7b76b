const SIGNALS: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM'];

/** Resolves on Ctrl-C, on SIGTERM, or when `stop` does. */
export async function untilSignal(
  stop?: Promise<void>,
  signals: readonly NodeJS.Signals[] = SIGNALS,
): Promise<void> {
  await new Promise<void>((resolve) => {
    const done = () => {
      for (const signal of signals) process.off(signal, done);
      resolve();
    };
    for (const signal of signals) process.on(signal, done);
    void stop?.then(done);
  });
}

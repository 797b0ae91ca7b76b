const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** Resolves on Ctrl-C, on SIGTERM, or when `stop` does. */
export async function untilSignal(stop?: Promise<void>): Promise<void> {
  await new Promise<void>((resolve) => {
    const done = () => {
      for (const signal of SIGNALS) process.off(signal, done);
      resolve();
    };
    for (const signal of SIGNALS) process.on(signal, done);
    void stop?.then(done);
  });
}

import { untilAborted } from './until-aborted.ts';

/** Shares one run among all who ask for the same at once, and lets different ones wait in turn. */
export type SingleFlight<T> = (
  key: string,
  signal: AbortSignal,
  run: () => Promise<T>,
) => Promise<T>;

export function singleFlight<T>(): SingleFlight<T> {
  let running: { readonly key: string; readonly result: Promise<T> } | undefined;

  return async (key, signal, run) => {
    while (running !== undefined) {
      if (running.key === key) return await untilAborted(running.result, signal);
      await untilAborted(running.result, signal).catch((error) => {
        if (signal.aborted) throw error;
      });
    }
    const result = run();
    const flight = { key, result };
    running = flight;
    try {
      return await result;
    } finally {
      running = undefined;
    }
  };
}

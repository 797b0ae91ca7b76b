import { setMaxListeners } from 'node:events';

/** The one limit of a scrape, carried to every statement. */
export interface Deadline {
  readonly signal: AbortSignal;
  readonly remainingMs: () => number;
  /** Releases the timer. */
  clear(): void;
}

export function startDeadline(timeoutMs: number, now: () => number): Deadline {
  const controller = new AbortController();
  // One listener per database that waits for a session; Node warns of a leak from the 11th on.
  setMaxListeners(0, controller.signal);
  const end = now() + timeoutMs;
  const timer = setTimeout(() => controller.abort(new DeadlineError(timeoutMs)), timeoutMs);
  return {
    signal: controller.signal,
    remainingMs: () => Math.max(0, end - now()),
    clear: () => clearTimeout(timer),
  };
}

export class DeadlineError extends Error {
  readonly code = 'DEADLINE';
  // The name by which other timeouts go, too.
  override readonly name = 'TimeoutError';

  constructor(timeoutMs: number) {
    super(`the scrape deadline of ${(timeoutMs / 1000).toFixed(1)} s passed`);
  }
}

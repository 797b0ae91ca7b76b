import { setTimeout as sleep } from 'node:timers/promises';

export interface WaitOptions {
  readonly timeoutMs: number;
  readonly intervalMs?: number;
}

/** Asks `check` until it answers something truthy; undefined when the time is over. */
export async function waitUntil<T>(
  check: () => Promise<T> | T,
  { timeoutMs, intervalMs = 20 }: WaitOptions,
): Promise<T | undefined> {
  const end = performance.now() + timeoutMs;
  while (true) {
    const answer = await check();
    if (answer) return answer;
    if (performance.now() >= end) return undefined;
    await sleep(intervalMs);
  }
}

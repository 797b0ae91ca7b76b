import type { RateLimit } from './web-config.ts';

/** Takes one token; false when none is left. */
export type TakeToken = () => boolean;

/** @param now a clock in milliseconds that never goes back */
export function tokenBucket({ intervalMs, burst }: RateLimit, now: () => number): TakeToken {
  let tokens = burst;
  let last = now();
  return () => {
    const time = now();
    tokens = Math.min(burst, tokens + (time - last) / intervalMs);
    last = time;
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
  };
}

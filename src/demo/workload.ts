import { setMaxListeners } from 'node:events';
import type { Connection } from '../target/connection.ts';
import { APP_ROLE } from './shop/shop.ts';
import { seededRandom } from './workload/random.ts';
import { runSession } from './workload/run-session.ts';
import { SESSIONS } from './workload/sessions.ts';

export interface WorkloadOptions {
  /** Opens a session with the database of the shop, as `user`. */
  readonly connect: (applicationName: string, user: string) => Promise<Connection>;
  /** Hears of lost sessions, in one line without secrets. */
  readonly log: (line: string) => void;
  /** The same seed gives the same statements in each session, only their times differ. */
  readonly seed: number;
}

export interface Workload {
  /** Ends all timers and sessions; open transactions end first. May be called twice. */
  stop(): Promise<void>;
}

/** Puts the sessions of the shop to work on what `createDemoSchema` has loaded. Never throws. */
export function startWorkload({ connect, log, seed }: WorkloadOptions): Workload {
  const controller = new AbortController();
  // Each session listens twice at most: no leak, however many sessions there are.
  setMaxListeners(0, controller.signal);
  const plans = SESSIONS.flatMap((plan) => Array.from({ length: plan.count }, () => plan));
  const sessions = plans.map((plan, index) =>
    runSession({
      plan,
      connect: () => connect(plan.applicationName, APP_ROLE),
      random: seededRandom(seed + index * SEED_STEP),
      log,
      signal: controller.signal,
    }),
  );
  return {
    stop: async () => {
      controller.abort();
      await Promise.all(sessions);
    },
  };
}

// Neighbouring seeds would start neighbouring sessions alike.
const SEED_STEP = 0x9e37;

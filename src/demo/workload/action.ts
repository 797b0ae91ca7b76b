import type { Connection } from '../../target/connection.ts';
import type { Random } from './random.ts';

/** One thing that a session of the shop does, out of one or several statements. */
export interface Action {
  readonly name: string;
  /** How often it is chosen among the actions of its session. */
  readonly weight: number;
  readonly run: (context: ActionContext) => Promise<void>;
}

export interface ActionContext {
  readonly connection: Connection;
  readonly random: Random;
  /** Ends early when the workload stops, so that open transactions end too. */
  readonly pause: (ms: number) => Promise<void>;
}

/** A session and its pace; `sessions.ts` lists those of the shop. */
export interface SessionPlan {
  readonly applicationName: string;
  /** How many sessions of this kind. */
  readonly count: number;
  /** Mean time from one action to the next; each time it varies by half. */
  readonly everyMs: number;
  /** Time to the first action, where it shall not be `everyMs`. */
  readonly firstMs?: number;
  readonly actions: readonly Action[];
}

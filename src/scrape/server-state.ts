import type { ServerFacts } from '../target/facts.ts';
import type { FailureReason } from '../target/failure.ts';

/** Whether the server answered in a scrape, and if not, why. */
export type ServerState =
  | { readonly up: true; readonly reason: 'ok'; readonly server: ServerFacts }
  /** The scrape waited for another one until its deadline; the rest is of the last scrape. */
  | { readonly up: boolean; readonly reason: 'busy'; readonly message: string }
  | { readonly up: false; readonly reason: FailureReason; readonly message: string };

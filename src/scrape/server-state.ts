import type { ServerFacts } from '../target/facts.ts';
import type { FailureReason } from '../target/failure.ts';

/** Whether the server answered in a scrape, and if not, why. */
export type ServerState =
  | { readonly up: true; readonly reason: 'ok'; readonly server: ServerFacts }
  | { readonly up: false; readonly reason: FailureReason; readonly message: string };

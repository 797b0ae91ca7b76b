import { inject } from 'vitest';
import type { Major } from './majors.ts';
import { type ServerView, serverView } from './test-server.ts';

/** The server of that version that all tests of this run share: make a database of your own. */
export function sharedServer(major: Major): ServerView {
  const details = inject('sharedServers').find((server) => server.major === major);
  if (details === undefined) throw new Error(`There is no shared PostgreSQL ${major}.`);
  return serverView(details);
}

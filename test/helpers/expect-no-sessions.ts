import { expect } from 'vitest';
import { waitUntil } from '../../src/demo/embedded/wait-until.ts';
import type { Rows, ServerView } from './test-server.ts';

const LIMIT_MS = 5_000;

/** Waits until the server has no session of that application_name, and fails if some stay. */
export async function expectNoSessions(
  server: ServerView,
  applicationName: string,
  timeoutMs: number = LIMIT_MS,
): Promise<void> {
  const sql = `SELECT pid::text, datname, usename, state, query FROM pg_stat_activity
    WHERE application_name = '${applicationName.replaceAll("'", "''")}' AND pid <> pg_backend_pid()`;
  let left: Rows = [];
  await waitUntil(
    async () => {
      left = await server.execute(sql);
      return left.length === 0;
    },
    { timeoutMs, intervalMs: 50 },
  );
  expect(left, `sessions of ${applicationName} that are still open`).toEqual([]);
}

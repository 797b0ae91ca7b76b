import { waitUntil } from '../../../src/demo/embedded/wait-until.ts';
import type { ServerView } from '../../helpers/test-server.ts';

/** Resolves once the standby has all that the primary wrote until now. */
export async function replayed(primary: ServerView, standby: ServerView): Promise<void> {
  const [row] = await primary.execute('SELECT pg_current_wal_lsn()');
  const there = async () => {
    const rows = await standby.execute(`SELECT pg_last_wal_replay_lsn() >= '${row?.[0]}'`);
    return rows[0]?.[0] === 't';
  };
  if (!(await waitUntil(there, { timeoutMs: 20_000 })))
    throw new Error('The standby did not replay what its primary wrote.');
}

import pg from 'pg';
import type { ServerView } from '../helpers/test-server.ts';

/** A base backup that the server sends so slowly that it does not end before it is disposed of. */
export async function startBackup(server: ServerView): Promise<AsyncDisposable> {
  const { host, password, port, user } = server;
  const options = { host, port, user, password, database: 'postgres', replication: 'true' };
  const client = new pg.Client(options);
  client.on('error', () => undefined);
  await client.connect();
  client
    .query("BASE_BACKUP (PROGRESS true, MAX_RATE 32, CHECKPOINT 'fast', WAL false)")
    .catch(() => undefined);
  return { [Symbol.asyncDispose]: () => client.end() };
}

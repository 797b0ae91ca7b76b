import { chown, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ServerUser } from '../../src/demo/embedded/server-user.ts';
import { copyData } from './copy-data.ts';
import { type ServerDetails, serverView } from './test-server.ts';

/** Copies the data folder of a running primary so that it starts as its standby. */
export async function copyBackup(
  primary: ServerDetails,
  primaryData: string,
  dataDir: string,
  user: ServerUser | undefined,
): Promise<void> {
  const { start, stop } = primary.major >= 15 ? BACKUP : BACKUP_BEFORE_15;
  const session = await serverView(primary).connect();
  try {
    await session.query(start);
    await copyData(primaryData, dataDir, user);
    const { rows } = await session.query(stop);
    await writeOwned(join(dataDir, 'backup_label'), rows[0]?.[0] ?? '', user);
  } finally {
    await session.close();
  }
  await writeOwned(join(dataDir, 'standby.signal'), '', user);
  await rm(join(dataDir, 'postmaster.pid'), { force: true });
  // A copied slot would hold back the WAL of the standby for nobody.
  await empty(join(dataDir, 'pg_replslot'));
}

const BACKUP = {
  start: "SELECT pg_backup_start('standby', true)",
  stop: 'SELECT labelfile FROM pg_backup_stop(false)',
};

const BACKUP_BEFORE_15 = {
  start: "SELECT pg_start_backup('standby', true, false)",
  stop: 'SELECT labelfile FROM pg_stop_backup(false, false)',
};

async function writeOwned(
  path: string,
  content: string,
  user: ServerUser | undefined,
): Promise<void> {
  await writeFile(path, content, { mode: 0o600 });
  if (user !== undefined) await chown(path, user.uid, user.gid);
}

async function empty(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    await rm(join(folder, name), { recursive: true, force: true });
  }
}

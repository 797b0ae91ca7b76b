import { lstat, mkdir } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { runProgram } from './run-program.ts';
import type { ServerUser } from './server-user.ts';

/** Where downloads are kept between runs, for all checkouts. */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  const base = env.PGVITALS_CACHE_DIR ?? env.XDG_CACHE_HOME ?? join(homedir(), '.cache');
  return join(base, 'pgvitals');
}

/**
 * Where programs and prepared data folders are kept for the user that PostgreSQL runs as:
 * the cache folder, or a folder below the temporary one when he may not enter that.
 */
export async function runtimeFolder(user: ServerUser | undefined): Promise<string> {
  const cache = cacheFolder();
  await mkdir(cache, { recursive: true });
  if (user === undefined || (await canEnter(user, cache))) return cache;
  const folder = join(tmpdir(), 'pgvitals-cache');
  await mkdir(folder, { mode: 0o755 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  const info = await lstat(folder);
  if (info.isDirectory() && info.uid === process.getuid?.() && (info.mode & 0o022) === 0) {
    return folder;
  }
  throw new Error(`${folder} belongs to somebody else; set PGVITALS_CACHE_DIR to another folder.`);
}

async function canEnter(user: ServerUser, folder: string): Promise<boolean> {
  const options = { user, cwd: '/' };
  const { exitCode } = await runProgram('/bin/sh', ['-c', 'cd "$0"', folder], options);
  return exitCode === 0;
}

import { randomBytes } from 'node:crypto';
import { access, chmod, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { processIdentity } from './process-facts.ts';
import { waitUntil } from './wait-until.ts';

const LOCK_LIMIT_MS = 300_000;

/**
 * Makes the folder `target` by `build` unless it exists, one process at a time. It appears in
 * one step, so that nobody ever sees half of it, whoever is killed while building.
 */
export async function buildOnce(
  target: string,
  build: (folder: string) => Promise<void>,
): Promise<string> {
  if (await exists(target)) return target;
  await mkdir(dirname(target), { recursive: true });
  const lock = `${target}.lock`;
  await takeLock(lock);
  try {
    if (!(await exists(target))) await buildAndRename(target, build);
    return target;
  } finally {
    await rm(lock, { force: true });
  }
}

async function buildAndRename(
  target: string,
  build: (folder: string) => Promise<void>,
): Promise<void> {
  await removeUnfinished(target);
  const folder = `${target}.new-${process.pid}-${randomBytes(4).toString('hex')}`;
  try {
    await mkdir(folder);
    await chmod(folder, 0o755);
    await build(folder);
    await rename(folder, target);
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    // Two that took a lock of the dead at the same moment: either result is good.
    if (!(await exists(target))) throw error;
  }
}

async function takeLock(lock: string): Promise<void> {
  const owner = `${process.pid} ${await processIdentity(process.pid)}`;
  const taken = await waitUntil(
    async () => {
      try {
        await writeFile(lock, owner, { flag: 'wx' });
        return true;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
        await removeIfOwnerIsGone(lock);
        return false;
      }
    },
    { timeoutMs: LOCK_LIMIT_MS, intervalMs: 100 },
  );
  if (taken === undefined) {
    throw new Error(
      `Waited ${LOCK_LIMIT_MS / 1000} s for ${lock}; delete it if nobody is at work.`,
    );
  }
}

async function removeIfOwnerIsGone(lock: string): Promise<void> {
  const content = await readFile(lock, 'utf8').catch(() => '');
  const [, pid, identity] = /^(\d+) (.+)$/.exec(content) ?? [];
  if (pid === undefined || (await processIdentity(Number(pid))) === identity) return;
  await rm(lock, { force: true });
}

async function removeUnfinished(target: string): Promise<void> {
  const prefix = `${basename(target)}.new-`;
  const names = await readdir(dirname(target));
  for (const name of names.filter((candidate) => candidate.startsWith(prefix))) {
    const pid = Number(name.slice(prefix.length).split('-')[0]);
    if ((await processIdentity(pid)) !== undefined) continue;
    await rm(join(dirname(target), name), { recursive: true, force: true });
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

import { lstat, readdir, readFile, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { readPostmasterStatus } from './postmaster-status.ts';
import { processCommand, processIdentity } from './process-facts.ts';
import { waitUntil } from './wait-until.ts';
import { OWNER_FILE, type WorkspaceOwner } from './workspace.ts';

const STEPS = [
  { signal: 'SIGINT', limitMs: 5_000 },
  { signal: 'SIGQUIT', limitMs: 5_000 },
  { signal: 'SIGKILL', limitMs: 1_000 },
] as const;

/**
 * Stops and removes the servers in `parentDir` whose maker died without doing so.
 * Returns the folders that it removed. What it may not touch, it leaves alone.
 */
export async function removeLeftovers(parentDir: string): Promise<readonly string[]> {
  const names = await readdir(parentDir).catch(() => []);
  const folders = names
    .filter((name) => /^pgvitals-[a-z]+-\d+-\w{6}$/.test(name))
    .map((name) => join(parentDir, name));
  const removed = await Promise.all(folders.map(removeIfLeft));
  return folders.filter((_, index) => removed[index]);
}

async function removeIfLeft(folder: string): Promise<boolean> {
  try {
    if (!(await isOurs(folder)) || !(await ownerIsGone(folder))) return false;
    await stopPostmaster(join(folder, 'data'));
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    return true;
  } catch {
    return false;
  }
}

// In a shared folder such as /tmp another user may have made a name like ours.
async function isOurs(folder: string): Promise<boolean> {
  const info = await lstat(folder);
  return info.isDirectory() && info.uid === process.getuid?.();
}

async function ownerIsGone(folder: string): Promise<boolean> {
  const owner: WorkspaceOwner = JSON.parse(await readFile(join(folder, OWNER_FILE), 'utf8'));
  // A container that shares our folder has processes that we cannot see.
  if (owner.host !== hostname()) return false;
  const identity = await processIdentity(owner.pid);
  return identity === undefined || identity !== owner.identity;
}

async function stopPostmaster(dataDir: string): Promise<void> {
  const pid = (await readPostmasterStatus(dataDir))?.pid;
  if (pid === undefined) return;
  for (const { signal, limitMs } of STEPS) {
    // The id may belong to somebody else by now.
    if (!(await isPostmasterOf(dataDir, pid))) return;
    process.kill(pid, signal);
    if (await waitUntil(() => isGone(pid), { timeoutMs: limitMs })) return;
  }
}

async function isPostmasterOf(dataDir: string, pid: number): Promise<boolean> {
  return (await processCommand(pid))?.includes(dataDir) ?? false;
}

async function isGone(pid: number): Promise<boolean> {
  return (await processIdentity(pid)) === undefined;
}

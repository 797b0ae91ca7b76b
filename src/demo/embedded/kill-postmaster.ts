import { childProcesses, processIdentity } from './process-facts.ts';
import { waitUntil } from './wait-until.ts';

const ORPHANS_LIMIT_MS = 1_000;

/** Kills a postgres process as the out-of-memory killer would; its backends follow it. */
export async function killPostmaster(pid: number): Promise<void> {
  // Halted, so that it starts no child that the list below lacks.
  process.kill(pid, 'SIGSTOP');
  const orphans = await Promise.all((await childProcesses(pid)).map(identify));
  process.kill(pid, 'SIGKILL');
  await Promise.all(orphans.map(buryOrphan));
}

interface Orphan {
  readonly pid: number;
  readonly identity: string | undefined;
}

async function identify(pid: number): Promise<Orphan> {
  return { pid, identity: await processIdentity(pid) };
}

// Backends end when they see their postmaster gone, but one that waits for a lock does not look,
// and would keep the shared memory that the next start needs.
async function buryOrphan({ pid, identity }: Orphan): Promise<void> {
  if (identity === undefined) return;
  const isGone = async () => (await processIdentity(pid)) !== identity;
  if (await waitUntil(isGone, { timeoutMs: ORPHANS_LIMIT_MS })) return;
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended in this very moment.
  }
}

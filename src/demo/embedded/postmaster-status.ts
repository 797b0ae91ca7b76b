import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface PostmasterStatus {
  readonly pid: number;
  /** `starting`, `stopping`, `ready` (accepts connections) or `standby` (refuses them). */
  readonly status: string;
}

const STATUS_LINE = 7;

/** Reads postmaster.pid; undefined while it is absent or not written to its end. */
export async function readPostmasterStatus(dataDir: string): Promise<PostmasterStatus | undefined> {
  const content = await readFile(join(dataDir, 'postmaster.pid'), 'utf8').catch(() => '');
  const lines = content.split('\n');
  const pid = Number.parseInt(lines[0] ?? '', 10);
  const status = lines[STATUS_LINE]?.trim();
  return Number.isNaN(pid) || status === undefined ? undefined : { pid, status };
}

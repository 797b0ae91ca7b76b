import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { killPostmaster } from './kill-postmaster.ts';
import { readPostmasterStatus } from './postmaster-status.ts';
import { postgresEnvironment, spawnIdentity } from './run-program.ts';
import type { ServerUser } from './server-user.ts';
import { waitUntil } from './wait-until.ts';
import type { Workspace } from './workspace.ts';

/** `fast` ends the sessions and writes a checkpoint, `immediate` is a crash in good order. */
export type StopMode = 'fast' | 'immediate';

/** One running postgres process; a new one is made for each start. */
export interface Postmaster {
  readonly pid: number;
  readonly running: boolean;
  /** Ended by a signal, without cleaning up. */
  readonly crashed: boolean;
  /** Resolves once it accepts connections (true) or has exited (false). */
  ready(timeoutMs: number): Promise<boolean>;
  stop(mode: StopMode): Promise<void>;
  /** SIGKILL, as the out-of-memory killer would. */
  kill(): Promise<void>;
}

export interface PostmasterOptions {
  readonly native: string;
  readonly user: ServerUser | undefined;
}

const FAST_LIMIT_MS = 10_000;
const IMMEDIATE_LIMIT_MS = 5_000;

/** Starts postgres on the data folder; its output is appended to the log file. */
export async function spawnPostmaster(
  { folder, dataDir, logFile }: Workspace,
  { native, user }: PostmasterOptions,
): Promise<Postmaster> {
  const log = await open(logFile, 'a', 0o600);
  try {
    const child = spawn(join(native, 'bin', 'postgres'), ['-D', dataDir], {
      cwd: folder,
      env: postgresEnvironment(native),
      ...spawnIdentity(user),
      // A session of its own: Ctrl-C in the terminal is ours to pass on, in order.
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
    });
    await once(child, 'spawn');
    return watch(child, dataDir);
  } finally {
    await log.close();
  }
}

function watch(child: ChildProcess, dataDir: string): Postmaster {
  const pid = Number(child.pid);
  const running = () => child.exitCode === null && child.signalCode === null;
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  // The last resort when our process ends without stopping its server first.
  const abandon = () => void child.kill('SIGQUIT');
  process.once('exit', abandon);
  void exited.then(() => process.off('exit', abandon));
  child.unref();

  const end = async (signals: readonly Ending[]) => {
    child.ref();
    for (const { signal, limitMs } of signals) {
      child.kill(signal);
      if (await waitUntil(() => !running(), { timeoutMs: limitMs })) break;
    }
    await exited;
  };
  return {
    pid,
    get running() {
      return running();
    },
    get crashed() {
      return child.signalCode !== null;
    },
    ready: (timeoutMs) => untilReady(dataDir, pid, running, timeoutMs),
    stop: (mode) => end(mode === 'fast' ? [FAST, IMMEDIATE, KILL] : [IMMEDIATE, KILL]),
    kill: async () => {
      const killing = killPostmaster(pid);
      await Promise.all([killing, end([])]);
    },
  };
}

interface Ending {
  readonly signal: NodeJS.Signals;
  readonly limitMs: number;
}

const FAST: Ending = { signal: 'SIGINT', limitMs: FAST_LIMIT_MS };
const IMMEDIATE: Ending = { signal: 'SIGQUIT', limitMs: IMMEDIATE_LIMIT_MS };
const KILL: Ending = { signal: 'SIGKILL', limitMs: 0 };

// A postmaster.pid that an earlier server left behind names another process.
async function untilReady(
  dataDir: string,
  pid: number,
  running: () => boolean,
  timeoutMs: number,
): Promise<boolean> {
  const answer = await waitUntil(
    async () => {
      if (!running()) return 'exited';
      const status = await readPostmasterStatus(dataDir);
      return status?.pid === pid && status.status === 'ready' ? 'ready' : undefined;
    },
    { timeoutMs },
  );
  return answer === 'ready';
}

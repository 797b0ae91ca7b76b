import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Launch } from './service.ts';

export interface RunningService {
  /** Resolves when it ends, whoever ended it, with the last that it said. */
  readonly ended: Promise<string>;
  /** Asks it to end, and insists after a while. */
  stop(): Promise<void>;
}

const READY_LIMIT_MS = 60_000;
const STOP_GRACE_MS = 10_000;
const POLL_MS = 100;
const LAST_WORDS = 2000;

/** Starts a program and waits until `readyUrl` answers; rejects with what it said if it does not. */
export async function runService(
  program: string,
  { args, cwd, env }: Launch,
  readyUrl: string,
): Promise<RunningService> {
  const { HOME, PATH, TMPDIR, TZ } = process.env;
  const child = spawn(program, args, {
    cwd,
    env: { HOME, PATH, TMPDIR, TZ, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    // Ctrl-C in a terminal is for us, who end it in order.
    detached: true,
  });
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-LAST_WORDS);
    });
  }
  let over = false;
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', () => resolve(said));
  }).then((words) => {
    over = true;
    process.off('exit', kill);
    return words;
  });
  const stop = async () => {
    child.kill('SIGTERM');
    const insist = setTimeout(() => child.kill('SIGKILL'), STOP_GRACE_MS);
    await ended;
    clearTimeout(insist);
  };
  const limit = performance.now() + READY_LIMIT_MS;
  while (!over && performance.now() < limit) {
    if (await answers(readyUrl)) return { ended, stop };
    await sleep(POLL_MS);
  }
  const reason = over ? 'ended' : `did not answer in ${READY_LIMIT_MS / 1000} s`;
  await stop();
  throw new Error(`${program} ${reason}; the last it said:\n${(await ended).trimEnd()}`);
}

function answers(url: string): Promise<boolean> {
  return fetch(url, { signal: AbortSignal.timeout(2000) }).then(
    ({ ok }) => ok,
    () => false,
  );
}

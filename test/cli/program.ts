import { execFile, spawn } from 'node:child_process';
import { cpus, loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { waitUntil } from '../../src/demo/embedded/wait-until.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const LIMIT_MS = 30_000;

/** The built program as a child process; disposing of it kills it. */
export interface Program extends AsyncDisposable {
  readonly pid: number;
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** Waits for output of either kind; rejects when the program ends first, with all it said. */
  until(pattern: RegExp): Promise<RegExpExecArray>;
  kill(signal: NodeJS.Signals): void;
  /** As Ctrl-C in a terminal: SIGINT to it and all that it started. */
  interrupt(): void;
  readonly ended: Promise<ProgramEnd>;
}

export interface ProgramEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** How many times longer everything takes because the machine has other work, at least 1. */
export function overload(): number {
  return Math.max(1, (loadavg()[0] ?? 0) / cpus().length);
}

/** Builds what changed since the last build. */
export async function buildProgram(): Promise<void> {
  await promisify(execFile)(process.execPath, ['scripts/bootstrap.mjs'], { cwd: ROOT });
}

/** `cwd` should be a folder of the test: pgvitals.yaml is looked for there. */
export function startProgram(
  args: readonly string[],
  { cwd, env = {} }: { readonly cwd: string; readonly env?: NodeJS.ProcessEnv },
): Program {
  const { HOME, PATH, TMPDIR, XDG_CACHE_HOME } = process.env;
  const child = spawn(process.execPath, [`${ROOT}dist/cli/bin.js`, ...args], {
    cwd,
    // What one test remembers, a demo that runs above all, is nothing to the others.
    env: { HOME, PATH, TMPDIR, XDG_CACHE_HOME, XDG_STATE_HOME: cwd, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A process group of its own, so that interrupt() reaches all of it and nothing else.
    detached: true,
  });
  let stdout = '';
  let stderr = '';
  let end: ProgramEnd | undefined;
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const ended = new Promise<ProgramEnd>((resolve) => {
    child.on('close', (code, signal) => {
      end = { code, signal, stdout, stderr };
      resolve(end);
    });
  });
  const find = (pattern: RegExp) => pattern.exec(`${stdout}\n${stderr}`);
  return {
    pid: child.pid ?? 0,
    stdout: () => stdout,
    stderr: () => stderr,
    ended,
    until: async (pattern) => {
      await waitUntil(() => find(pattern) !== null || end !== undefined, { timeoutMs: LIMIT_MS });
      const found = find(pattern);
      if (found !== null) return found;
      const state = end === undefined ? 'still runs' : `ended with ${end.code ?? end.signal}`;
      throw new Error(`${args.join(' ')} did not say ${pattern}, it ${state}:\n${stdout}${stderr}`);
    },
    kill: (signal) => {
      child.kill(signal);
    },
    interrupt: () => {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGINT');
    },
    [Symbol.asyncDispose]: async () => {
      if (end === undefined) child.kill('SIGKILL');
      await ended;
    },
  };
}

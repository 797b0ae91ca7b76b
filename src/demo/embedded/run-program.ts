import { type SpawnOptions, spawn } from 'node:child_process';
import { platform } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { ServerUser } from './server-user.ts';

export interface ProgramResult {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ProgramOptions {
  readonly user: ServerUser | undefined;
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
}

/** Runs a program to its end as `user`; rejects only when it cannot be started. */
export async function runProgram(
  file: string,
  args: readonly string[],
  options: ProgramOptions,
): Promise<ProgramResult> {
  const child = spawn(file, args, {
    cwd: options.cwd,
    env: { ...baseEnvironment(), ...options.env },
    ...spawnIdentity(options.user),
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  // A program that does not read its input closes it early; its exit code tells the rest.
  child.stdin.on('error', () => undefined);
  child.stdin.end(options.input ?? '');
  const [exitCode, stdout, stderr] = await Promise.all([
    ended,
    text(child.stdout),
    text(child.stderr),
  ]);
  return { exitCode, stdout, stderr };
}

// setuid takes a signed 32-bit number from Node.
export function spawnIdentity(user: ServerUser | undefined): Pick<SpawnOptions, 'uid' | 'gid'> {
  return user === undefined ? {} : { uid: user.uid | 0, gid: user.gid | 0 };
}

/** What PostgreSQL needs to find its libraries, and nothing of ours, such as PGDATA. */
export function postgresEnvironment(native: string): Record<string, string> {
  const libraries = platform() === 'linux' ? { LD_LIBRARY_PATH: join(native, 'lib') } : undefined;
  return { ...baseEnvironment(), ...libraries };
}

// On macOS a server without LC_ALL becomes multithreaded while it starts, and gives up.
function baseEnvironment(): Record<string, string> {
  const { PATH = '/usr/bin:/bin', TZ } = process.env;
  return { PATH, LC_ALL: 'C', ...(TZ === undefined ? undefined : { TZ }) };
}

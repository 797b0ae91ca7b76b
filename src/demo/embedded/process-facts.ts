import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { platform } from 'node:os';
import { promisify } from 'node:util';

/**
 * Names a running process so that a later one with the same id differs: its start time.
 * Undefined when there is no such process, or only its unreaped remains.
 */
export async function processIdentity(pid: number): Promise<string | undefined> {
  return platform() === 'linux' ? identityFromProc(pid) : askPs(pid, 'lstart');
}

/** The command line of a running process; undefined when there is none. */
export async function processCommand(pid: number): Promise<string | undefined> {
  if (platform() !== 'linux') return askPs(pid, 'command');
  const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  return line === '' ? undefined : line.replaceAll('\0', ' ').trim();
}

/** The ids of the processes that `pid` has started and that still run. */
export async function childProcesses(pid: number): Promise<readonly number[]> {
  if (platform() !== 'linux') return (await pgrep(pid)).split('\n').filter(Boolean).map(Number);
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const parents = await Promise.all(ids.map(async (id) => Number((await readStat(id))?.[1])));
  return ids.filter((_, index) => parents[index] === pid);
}

// The state is the first field, the parent the second, the start time (in ticks) the twentieth.
async function identityFromProc(pid: number): Promise<string | undefined> {
  const [stat, boot] = await Promise.all([
    readStat(pid),
    readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => ''),
  ]);
  if (stat === undefined || stat[0] === 'Z' || stat[0] === 'X') return undefined;
  return `${boot.trim()}/${stat[19]}`;
}

// The name in parentheses may hold anything, so the fields are those after its end.
async function readStat(pid: number): Promise<readonly string[] | undefined> {
  const line = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  return line?.slice(line.lastIndexOf(')') + 2).split(' ');
}

async function askPs(pid: number, column: string): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)('ps', ['-o', `${column}=`, '-p', `${pid}`], {
      env: { ...process.env, LC_ALL: 'C' },
    });
    return stdout.trim() || undefined;
  } catch {
    return undefined;
  }
}

async function pgrep(parent: number): Promise<string> {
  const finding = promisify(execFile)('pgrep', ['-P', `${parent}`]);
  return (await finding.catch(() => ({ stdout: '' }))).stdout;
}

import { platform } from 'node:os';
import { runProgram } from '../../src/demo/embedded/run-program.ts';
import type { ServerUser } from '../../src/demo/embedded/server-user.ts';

/** Copies a data folder as the user that owns it, by cloning its blocks where that works. */
export async function copyData(
  from: string,
  to: string,
  user: ServerUser | undefined,
): Promise<void> {
  const clone = platform() === 'linux' ? ['--reflink=auto'] : [];
  const args = ['-R', '-p', ...clone, `${from}/.`, to];
  const { exitCode, stderr } = await runProgram('cp', args, { user, cwd: '/' });
  const complaints = stderr.split('\n').filter((line) => line !== '');
  // Files of a running server may vanish under our hands; recovery does not need them.
  const harmless = complaints.every((line) => line.includes('No such file or directory'));
  if (exitCode !== 0 && !harmless) throw new Error(`cp ${from} ${to} failed:\n${stderr}`);
}

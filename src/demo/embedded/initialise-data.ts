import { chown, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EmbeddedServerError } from './embedded-server-error.ts';
import { postgresEnvironment, runProgram } from './run-program.ts';
import type { ServerUser } from './server-user.ts';
import type { Workspace } from './workspace.ts';

export interface InitialiseOptions {
  readonly native: string;
  readonly user: ServerUser | undefined;
  readonly superuser: string;
  readonly password: string;
}

/** Runs initdb in the empty data folder: passwords everywhere, UTF-8, locale C. */
export async function initialiseData(
  { folder, dataDir }: Pick<Workspace, 'folder' | 'dataDir'>,
  { native, user, superuser, password }: InitialiseOptions,
): Promise<void> {
  const passwordFile = join(folder, 'password');
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600, flag: 'wx' });
  try {
    if (user !== undefined) await chown(passwordFile, user.uid, user.gid);
    const { exitCode, stdout, stderr } = await runProgram(
      join(native, 'bin', 'initdb'),
      [
        `--pgdata=${dataDir}`,
        `--username=${superuser}`,
        `--pwfile=${passwordFile}`,
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        '--locale=C',
        '--no-sync',
      ],
      { user, cwd: folder, env: postgresEnvironment(native) },
    );
    if (exitCode !== 0) throw failure(`${stdout}\n${stderr}`);
  } finally {
    await rm(passwordFile, { force: true });
  }
}

function failure(output: string): EmbeddedServerError {
  const lastLines = output.trim().split('\n').slice(-8).join('\n');
  return new EmbeddedServerError(
    'initdb-failed',
    `initdb could not create the embedded PostgreSQL; check the free space and limits of this machine against its last lines:\n${lastLines}`,
  );
}

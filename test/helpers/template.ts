import { createHash } from 'node:crypto';
import { chown, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildOnce } from '../../src/demo/embedded/build-once.ts';
import { runtimeFolder } from '../../src/demo/embedded/cache-folder.ts';
import type { EmbeddedBinaries } from '../../src/demo/embedded/find-binaries.ts';
import { initialiseData } from '../../src/demo/embedded/initialise-data.ts';
import { postgresEnvironment, runProgram } from '../../src/demo/embedded/run-program.ts';
import { type ServerUser, serverUser } from '../../src/demo/embedded/server-user.ts';
import { SETUP_SQL, SUPERUSER } from './test-roles.ts';

// Part of the name of the template: raise it when the way to build one changes.
const RECIPE = 1;

/** A data folder with the roles and extensions of the tests, made once per version. */
export async function templateData({ native, version }: EmbeddedBinaries): Promise<string> {
  const user = await serverUser();
  const hash = createHash('sha256')
    .update(JSON.stringify([RECIPE, SUPERUSER, SETUP_SQL, user?.name]))
    .digest('hex')
    .slice(0, 10);
  const target = join(await runtimeFolder(user), `template-${version}-${hash}`);
  const folder = await buildOnce(target, (path) => build(path, native, user));
  return join(folder, 'data');
}

async function build(folder: string, native: string, user: ServerUser | undefined): Promise<void> {
  const dataDir = join(folder, 'data');
  await mkdir(dataDir, { mode: 0o700 });
  if (user !== undefined) await chown(dataDir, user.uid, user.gid);
  const { user: superuser, password } = SUPERUSER;
  await initialiseData({ folder, dataDir }, { native, user, superuser, password });
  await runSetup(dataDir, native, user);
  await writeFile(join(folder, 'README'), 'Data folders for tests; may be deleted at any time.\n');
}

// Single-user mode needs no port, no password and no client.
async function runSetup(
  dataDir: string,
  native: string,
  user: ServerUser | undefined,
): Promise<void> {
  const { exitCode, stderr } = await runProgram(
    join(native, 'bin', 'postgres'),
    ['--single', '-D', dataDir, '-c', 'exit_on_error=on', 'postgres'],
    {
      user,
      cwd: dataDir,
      env: postgresEnvironment(native),
      input: SETUP_SQL.map((statement) => `${statement}\n`).join(''),
    },
  );
  if (exitCode !== 0) throw new Error(`The test database could not be prepared:\n${stderr}`);
}

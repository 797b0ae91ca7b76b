import { randomBytes } from 'node:crypto';
import { chmod, chown, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { embeddedServer } from '../../dist/demo/embedded/embedded-server.js';
import { findBinaries } from '../../dist/demo/embedded/find-binaries.js';
import { freePort } from '../../dist/demo/embedded/free-port.js';
import { initialiseData } from '../../dist/demo/embedded/initialise-data.js';
import { prepareBinaries } from '../../dist/demo/embedded/prepare-binaries.js';
import { renderSettings } from '../../dist/demo/embedded/server-settings.js';
import { serverUser } from '../../dist/demo/embedded/server-user.js';

const SUPERUSER = 'postgres';

/**
 * Starts the PostgreSQL server `name`, whose files stay in the cache folder between runs. The
 * first time `fill` makes its contents; until that has ended well, each run starts from nothing.
 */
export async function cachedServer({ name, settings, fill, log }) {
  const user = await serverUser();
  const binaries = await findBinaries();
  const folder = join(cacheFolder(user), `bench-${name}-${binaries.version}`);
  const complete = join(folder, 'complete');
  let password = await readFile(complete, 'utf8').catch(() => undefined);
  const isNew = password === undefined;
  const workspace = { folder, dataDir: join(folder, 'data'), logFile: join(folder, 'server.log') };
  if (isNew) {
    log(`Creating ${folder}, which later runs will use again.`);
    password = randomBytes(12).toString('hex');
    await makeFolder(workspace, user);
  }
  const native = await prepareBinaries(binaries, user, folder);
  const source = { native, user, superuser: SUPERUSER, password };
  if (isNew) await initialiseData(workspace, source);
  const port = await freePort();
  const all = { listen_addresses: '127.0.0.1', port, unix_socket_directories: '', ...settings };
  await writeFile(join(workspace.dataDir, 'postgresql.auto.conf'), renderSettings(all));
  const server = embeddedServer({
    workspace,
    native,
    runAs: user,
    port,
    user: SUPERUSER,
    password,
  });
  await server.start();
  if (isNew) {
    await fill(server);
    await writeFile(complete, password, { mode: 0o600 });
  }
  return server;
}

export function serverUrl({ user, password, host, port }, database = 'postgres') {
  return `postgresql://${user}:${password}@${host}:${port}/${database}`;
}

/** PostgreSQL does not run as root, and its user may not enter the home of root. */
function cacheFolder(user) {
  const { PGVITALS_CACHE_DIR: chosen, XDG_CACHE_HOME: xdg } = process.env;
  if (chosen !== undefined) return chosen;
  if (user !== undefined) return join(tmpdir(), 'pgvitals-cache');
  return join(xdg ?? join(homedir(), '.cache'), 'pgvitals');
}

async function makeFolder({ folder, dataDir }, user) {
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  await mkdir(folder, { recursive: true });
  await chmod(folder, 0o755);
  await mkdir(dataDir, { mode: 0o700 });
  if (user !== undefined) await chown(dataDir, user.uid, user.gid);
}

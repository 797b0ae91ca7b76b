import { randomBytes } from 'node:crypto';
import { appendFile, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EmbeddedServer, embeddedServer } from './embedded-server.ts';
import { EmbeddedServerError } from './embedded-server-error.ts';
import type { EmbeddedBinaries } from './find-binaries.ts';
import { freePort, portProblem } from './free-port.ts';
import { initialiseData } from './initialise-data.ts';
import { prepareBinaries } from './prepare-binaries.ts';
import { removeLeftovers } from './remove-leftovers.ts';
import { renderSettings, type ServerSettings } from './server-settings.ts';
import { type ServerUser, serverUser } from './server-user.ts';
import { portTaken } from './start-postmaster.ts';
import { createWorkspace, type Workspace } from './workspace.ts';

export interface EmbeddedServerOptions {
  readonly binaries: EmbeddedBinaries;
  /** Where the folder of this server is made. Default: the system's temporary folder. */
  readonly parentDir?: string;
  /** Lower-case word in the name of that folder. Default: `demo`. */
  readonly name?: string;
  /** Default: a free one. */
  readonly port?: number;
  readonly settings: ServerSettings;
  /** Default: `postgres`. */
  readonly superuser?: string;
  /** Takes one line about each step. */
  readonly log?: (message: string) => void;
  /** Fills the empty data folder instead of initdb; the files must belong to `source.user`. */
  readonly initialise?: (target: Workspace, source: InitialiseSource) => Promise<void>;
  /** Of the superuser. Default: a random one. */
  readonly password?: string;
}

export interface InitialiseSource {
  readonly native: string;
  readonly user: ServerUser | undefined;
  readonly superuser: string;
  readonly password: string;
}

// Another program may take a free port between our look and the start of the server.
const PORT_ATTEMPTS = 3;

/**
 * Creates and starts a PostgreSQL server that listens on 127.0.0.1 only.
 * Rejects with EmbeddedServerError, and has then left nothing behind.
 */
export async function startEmbeddedServer(options: EmbeddedServerOptions): Promise<EmbeddedServer> {
  const { binaries, parentDir = tmpdir(), name = 'demo', log = () => undefined } = options;
  for (const folder of await removeLeftovers(await resolved(parentDir))) {
    log(`Removed ${folder}, which a run that was killed had left behind.`);
  }
  await checkPort(options.port);
  const user = await serverUser();
  const workspace = await createWorkspace(parentDir, name, user);
  try {
    const native = await prepareBinaries(binaries, user, workspace.folder);
    const superuser = options.superuser ?? 'postgres';
    const password = options.password ?? randomBytes(18).toString('base64url');
    const source = { native, user, superuser, password };
    log(`Creating PostgreSQL ${binaries.version} in ${workspace.folder}.`);
    await (options.initialise ?? initialiseData)(workspace, source);
    return await startConfigured(workspace, source, options);
  } catch (error) {
    await rm(workspace.folder, { recursive: true, force: true, maxRetries: 5 });
    throw error;
  }
}

async function resolved(folder: string): Promise<string> {
  return realpath(folder).catch(() => folder);
}

async function checkPort(port: number | undefined): Promise<void> {
  const cause = port === undefined ? undefined : await portProblem(port);
  if (port !== undefined && cause !== undefined) throw portTaken(port, { cause });
}

async function startConfigured(
  workspace: Workspace,
  { native, user: runAs, superuser, password }: InitialiseSource,
  options: EmbeddedServerOptions,
): Promise<EmbeddedServer> {
  for (let attempt = 1; ; attempt++) {
    const port = options.port ?? (await freePort());
    const settings = { ...listening(workspace, port), ...options.settings };
    await appendFile(join(workspace.dataDir, 'postgresql.conf'), renderSettings(settings));
    const server = embeddedServer({ workspace, native, runAs, port, user: superuser, password });
    try {
      await server.start();
      options.log?.(`PostgreSQL ${options.binaries.version} listens on 127.0.0.1:${port}.`);
      return server;
    } catch (error) {
      const retry = options.port === undefined && attempt < PORT_ATTEMPTS && isPortTaken(error);
      if (!retry) throw error;
    }
  }
}

function listening({ socketDir = '' }: Workspace, port: number): ServerSettings {
  return { listen_addresses: '127.0.0.1', port, unix_socket_directories: socketDir };
}

function isPortTaken(error: unknown): boolean {
  return error instanceof EmbeddedServerError && error.code === 'port-taken';
}

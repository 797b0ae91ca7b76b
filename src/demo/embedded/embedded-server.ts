import { rm } from 'node:fs/promises';
import type { Postmaster, StopMode } from './postmaster.ts';
import type { ServerUser } from './server-user.ts';
import { startPostmaster } from './start-postmaster.ts';
import type { Workspace } from './workspace.ts';

/** A PostgreSQL server that belongs to this process. */
export interface EmbeddedServer {
  readonly host: '127.0.0.1';
  readonly port: number;
  readonly user: string;
  readonly password: string;
  /** The folder with everything of this server; `remove` deletes it. */
  readonly folder: string;
  readonly dataDir: string;
  readonly logFile: string;
  /** The folder of its Unix socket, unless the path would be too long for one. */
  readonly socketDir: string | undefined;
  /** The programs it runs with. */
  readonly native: string;
  /** Of the postgres process; undefined while it is not running. */
  readonly pid: number | undefined;
  /** Resolves once it accepts connections; does nothing when it already runs. */
  start(): Promise<void>;
  stop(mode: StopMode): Promise<void>;
  /** SIGKILL to the postgres process, as the out-of-memory killer would. */
  kill(): Promise<void>;
  /** Stops it and deletes all its files. */
  remove(): Promise<void>;
}

export interface ServerParts {
  readonly workspace: Workspace;
  readonly native: string;
  readonly runAs: ServerUser | undefined;
  readonly port: number;
  readonly user: string;
  readonly password: string;
}

/** The handle of an initialised, not yet started server. */
export function embeddedServer(parts: ServerParts): EmbeddedServer {
  const { workspace, native, runAs, port, user, password } = parts;
  let postmaster: Postmaster | undefined;

  const current = () => (postmaster?.running ? postmaster : undefined);
  const start = async () => {
    if (current() !== undefined) return;
    postmaster = await startPostmaster(workspace, { native, user: runAs, port });
  };
  const stop = async (mode: StopMode) => current()?.stop(mode);
  const kill = async () => current()?.kill();
  const remove = async () => {
    // Shared memory outlives a killed server, and only its next start finds and frees it.
    if (postmaster?.crashed) await start().catch(() => undefined);
    await stop('immediate');
    await rm(workspace.folder, { recursive: true, force: true, maxRetries: 5 });
  };
  return {
    host: '127.0.0.1',
    port,
    user,
    password,
    folder: workspace.folder,
    dataDir: workspace.dataDir,
    logFile: workspace.logFile,
    socketDir: workspace.socketDir,
    native,
    get pid() {
      return current()?.pid;
    },
    start,
    stop,
    kill,
    remove,
  };
}

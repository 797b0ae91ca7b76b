import { chmod, chown, mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { EmbeddedServerError } from './embedded-server-error.ts';
import { processIdentity } from './process-facts.ts';
import { runProgram } from './run-program.ts';
import type { ServerUser } from './server-user.ts';

/** The private folder of one server: everything that it writes lies in there. */
export interface Workspace {
  readonly folder: string;
  readonly dataDir: string;
  readonly logFile: string;
  /** Undefined where the path would be too long for a socket. */
  readonly socketDir: string | undefined;
}

/** Who made a folder, so that a later run knows whether its maker is gone. */
export interface WorkspaceOwner {
  readonly host: string;
  readonly pid: number;
  readonly identity: string | undefined;
}

export const OWNER_FILE = 'owner.json';

// Linux allows 107 bytes and macOS 103; the name of the socket takes 14.
const LONGEST_SOCKET_FOLDER = 85;

/** Makes `<parentDir>/pgvitals-<name>-<our pid>-<random>`, which `user` may enter. */
export async function createWorkspace(
  parentDir: string,
  name: string,
  user: ServerUser | undefined,
): Promise<Workspace> {
  const prefix = join(parentDir, `pgvitals-${name}-${process.pid}-`);
  const folder = await mkdtemp(prefix)
    .then((path) => realpath(path))
    .catch((cause: Error) => {
      throw unusable(parentDir, cause.message, { cause });
    });
  try {
    return await furnish(folder, parentDir, user);
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

async function furnish(
  folder: string,
  parentDir: string,
  user: ServerUser | undefined,
): Promise<Workspace> {
  await writeFile(join(folder, OWNER_FILE), JSON.stringify(await ourselves()));
  if (user !== undefined) await openFor(user, folder, parentDir);
  const dataDir = await makePrivate(join(folder, 'data'), user);
  const sockets = await makePrivate(join(folder, 's'), user);
  const fits = Buffer.byteLength(sockets) <= LONGEST_SOCKET_FOLDER;
  const logFile = join(folder, 'server.log');
  return { folder, dataDir, logFile, socketDir: fits ? sockets : undefined };
}

async function ourselves(): Promise<WorkspaceOwner> {
  const { pid } = process;
  return { host: hostname(), pid, identity: await processIdentity(pid) };
}

async function openFor(user: ServerUser, folder: string, parentDir: string): Promise<void> {
  await chmod(folder, 0o755);
  const options = { user, cwd: '/' };
  const { exitCode } = await runProgram('/bin/sh', ['-c', 'cd "$0"', folder], options);
  if (exitCode === 0) return;
  throw unusable(parentDir, `user ${user.name}, whom PostgreSQL runs as, cannot enter it`);
}

async function makePrivate(path: string, user: ServerUser | undefined): Promise<string> {
  await mkdir(path, { mode: 0o700 });
  if (user !== undefined) await chown(path, user.uid, user.gid);
  return path;
}

function unusable(folder: string, reason: string, options?: ErrorOptions): EmbeddedServerError {
  return new EmbeddedServerError(
    'folder-unusable',
    `The embedded PostgreSQL cannot keep its data in ${folder}: ${reason}. Set TMPDIR to a folder that exists, is writable and can be entered by everybody.`,
    options,
  );
}

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { EmbeddedServerError } from './embedded-server-error.ts';

/** The operating system user that PostgreSQL runs as. */
export interface ServerUser {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

const CANDIDATES = ['postgres', '_postgres', 'nobody'];

/** Nobody in particular (undefined) unless we are root, whom PostgreSQL refuses to run as. */
export async function serverUser(
  uid = process.getuid?.(),
  candidates: readonly string[] = CANDIDATES,
): Promise<ServerUser | undefined> {
  if (uid !== 0) return undefined;
  for (const name of candidates) {
    const user = await lookUp(name);
    if (user !== undefined && user.uid !== 0) return user;
  }
  throw new EmbeddedServerError(
    'no-server-user',
    `PostgreSQL does not run as root, and none of the users ${candidates.join(', ')} exists here. Start this as an ordinary user.`,
  );
}

async function lookUp(name: string): Promise<ServerUser | undefined> {
  try {
    const [uid, gid] = await Promise.all([lookUpId('-u', name), lookUpId('-g', name)]);
    return { name, uid, gid };
  } catch {
    return undefined;
  }
}

// Some systems print the id of nobody as -2; unsigned is what chown takes.
async function lookUpId(flag: string, name: string): Promise<number> {
  const { stdout } = await promisify(execFile)('id', [flag, name]);
  return Number(stdout.trim()) >>> 0;
}

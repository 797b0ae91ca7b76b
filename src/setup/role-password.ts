import { randomBytes } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { SetupError } from './setup-error.ts';

/** The password of a role that is to be made, and where it can be found. */
export interface RolePassword {
  readonly password: string;
  /** For a person: "in the file X", "the one in PGVITALS_ROLE_PASSWORD". */
  readonly place: string;
  /** Deletes the file where this wrote it: the role was not made after all. */
  discard(): Promise<void>;
}

/**
 * From the file, if it is there; from the environment; otherwise a new one, written to the file for
 * its owner only.
 */
export async function rolePassword(
  file: string,
  variable: string,
  env: NodeJS.ProcessEnv,
): Promise<RolePassword> {
  const nothing = async () => undefined;
  const known = await readIfThere(file);
  if (known !== undefined) {
    if (known !== '') return { password: known, place: `as in the file ${file}`, discard: nothing };
    throw new SetupError(
      `the password file ${file} is empty: write a password into it or delete it`,
    );
  }
  const given = env[variable];
  if (given) return { password: given, place: `as in ${variable}`, discard: nothing };
  const password = randomBytes(24).toString('base64url');
  try {
    await writeFile(file, `${password}\n`, { mode: 0o600, flag: 'wx' });
  } catch (cause) {
    throw new SetupError(
      `the password cannot be written to ${file}: ${(cause as Error).message}; give another one by --password-file`,
      { cause },
    );
  }
  return {
    password,
    place: `a new one, in the file ${file} (mode 0600)`,
    discard: () => rm(file, { force: true }),
  };
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new SetupError(`the password file ${file} cannot be read: ${(cause as Error).message}`, {
      cause,
    });
  }
}

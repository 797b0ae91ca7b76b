import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { z } from 'zod';
import { CredentialError } from './credential-error.ts';

/** Where a secret comes from; only the first form keeps it in the configuration itself. */
export const secretSchema = z.union([
  z.string(),
  z.strictObject({ file: z.string().min(1) }),
  z.strictObject({ env: z.string().min(1) }),
  z.strictObject({ command: z.array(z.string()).min(1) }),
]);

export type Secret = z.infer<typeof secretSchema>;

const COMMAND_TIMEOUT_MS = 10_000;

/**
 * Reads a secret anew, so that rotation needs no restart.
 * @throws CredentialError that names the source, never the value
 */
export async function readSecret(
  secret: Secret,
  env: NodeJS.ProcessEnv = process.env,
): Promise<string> {
  if (typeof secret === 'string') return secret;
  if ('file' in secret) return await fromFile(secret.file);
  if ('env' in secret) return fromEnvironment(secret.env, env);
  return await fromCommand(secret.command);
}

async function fromFile(file: string): Promise<string> {
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (cause) {
    throw new CredentialError(`cannot read the password file ${file}: ${(cause as Error).message}`);
  }
}

function fromEnvironment(name: string, env: NodeJS.ProcessEnv): string {
  const value = env[name];
  if (value === undefined) throw new CredentialError(`the environment variable ${name} is not set`);
  return value;
}

async function fromCommand([program = '', ...args]: readonly string[]): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)(program, args, { timeout: COMMAND_TIMEOUT_MS });
    return stdout.trim();
  } catch (cause) {
    // The message of execFile repeats the arguments, which may hold a secret.
    const { code, killed } = cause as { code?: unknown; killed?: boolean };
    const what = killed ? `took over ${COMMAND_TIMEOUT_MS / 1000} s` : `failed (${String(code)})`;
    throw new CredentialError(`the password command ${program} ${what}`);
  }
}

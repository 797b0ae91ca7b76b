import { readFile } from 'node:fs/promises';
import { parseConnectionString } from '../target/connection-string.ts';
import type { Secret } from '../target/secret.ts';
import { ConfigError } from './config-error.ts';
import { configSchema, type TargetConfig } from './schema.ts';

export interface EnvironmentTargets {
  readonly targets: ReadonlyMap<string, TargetConfig>;
  /** The environment variable that decided. */
  readonly source: string;
}

/** The server that the environment names, in the order in which the variables are asked. */
export async function environmentTargets(
  env: NodeJS.ProcessEnv,
): Promise<EnvironmentTargets | undefined> {
  return (
    (await dataSourceName(env)) ?? databaseUrl(env) ?? (await dataSourceUri(env)) ?? libpq(env)
  );
}

/** postgres_exporter's driver insists on TLS unless told otherwise, and so do its variables here. */
const DATA_SOURCE = { sslmode: 'require' } as const;

async function dataSourceName(env: NodeJS.ProcessEnv): Promise<EnvironmentTargets | undefined> {
  const { DATA_SOURCE_NAME: plain, DATA_SOURCE_NAME_FILE: file } = env;
  if (file)
    return one(
      'DATA_SOURCE_NAME_FILE',
      withUrl({ file }, await contents('DATA_SOURCE_NAME_FILE', file)),
    );
  if (!plain) return undefined;
  const parts = plain.split(/,(?=\s*(?:postgres(?:ql)?:\/\/|host\s*=))/i);
  const targets = parts.map(
    (url, index) =>
      [index === 0 ? 'default' : `default${index + 1}`, withUrl(url.trim(), url)] as const,
  );
  return { targets: new Map(targets), source: 'DATA_SOURCE_NAME' };
}

/** The text of a URL decides on the default of sslmode, but a file is read again each time. */
function withUrl(url: Secret, text: string): TargetConfig {
  return target({ url, ...(parseConnectionString(text).sslmode ? {} : DATA_SOURCE) });
}

function databaseUrl({ DATABASE_URL: url }: NodeJS.ProcessEnv): EnvironmentTargets | undefined {
  return url ? one('DATABASE_URL', target({ url: { env: 'DATABASE_URL' } })) : undefined;
}

async function dataSourceUri(env: NodeJS.ProcessEnv): Promise<EnvironmentTargets | undefined> {
  const { DATA_SOURCE_URI_FILE: file, DATA_SOURCE_USER_FILE: userFile } = env;
  const uri = file ? await contents('DATA_SOURCE_URI_FILE', file) : env.DATA_SOURCE_URI;
  if (!uri) return undefined;
  const fields = parseConnectionString(`postgresql://${uri}`);
  const user = userFile ? await contents('DATA_SOURCE_USER_FILE', userFile) : env.DATA_SOURCE_USER;
  const { connectTimeoutSeconds: _, ...connection } = fields;
  const password = passwordOf(env);
  return one(
    file ? 'DATA_SOURCE_URI_FILE' : 'DATA_SOURCE_URI',
    target({ ...DATA_SOURCE, ...connection, ...(user ? { user } : {}), ...password }),
  );
}

function passwordOf(env: NodeJS.ProcessEnv): { readonly password?: Secret } {
  if (env.DATA_SOURCE_PASS_FILE) return { password: { file: env.DATA_SOURCE_PASS_FILE } };
  return env.DATA_SOURCE_PASS ? { password: { env: 'DATA_SOURCE_PASS' } } : {};
}

function libpq(env: NodeJS.ProcessEnv): EnvironmentTargets | undefined {
  const source = ['PGHOST', 'PGHOSTADDR', 'PGPORT', 'PGDATABASE', 'PGUSER'].find(
    (name) => env[name],
  );
  if (source === undefined) return undefined;
  const host = env.PGHOST || env.PGHOSTADDR;
  if (env.PGPORT && !/^\d+$/.test(env.PGPORT)) {
    throw new ConfigError(`PGPORT is "${env.PGPORT}", expected a whole number`);
  }
  const fields = {
    host,
    port: env.PGPORT ? Number(env.PGPORT) : undefined,
    user: env.PGUSER,
    database: env.PGDATABASE,
    sslmode: env.PGSSLMODE,
    sslrootcert: env.PGSSLROOTCERT,
    sslcert: env.PGSSLCERT,
    sslkey: env.PGSSLKEY,
    password: env.PGPASSWORD ? { env: 'PGPASSWORD' } : undefined,
  };
  const given = Object.entries(fields).filter(([, value]) => value !== undefined && value !== '');
  return one(source, target(Object.fromEntries(given)));
}

function one(source: string, config: TargetConfig): EnvironmentTargets {
  return { targets: new Map([['default', config]]), source };
}

function target(connection: Readonly<Record<string, unknown>>): TargetConfig {
  const checked = configSchema.safeParse({ targets: { default: connection } });
  const config = checked.data?.targets.default;
  if (config !== undefined) return config;
  const issue = checked.error?.issues[0];
  throw new ConfigError(
    `the connection in the environment cannot be used: ${issue?.path.slice(2).join('.')}: ${issue?.message}`,
  );
}

async function contents(variable: string, file: string): Promise<string> {
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (cause) {
    throw new ConfigError(
      `${variable} names ${file}, which cannot be read: ${(cause as Error).message}`,
    );
  }
}

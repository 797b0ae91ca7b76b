import { userInfo } from 'node:os';
import { z } from 'zod';
import { type ConnectOptions, SSL_MODES, type SslMode } from './connection.ts';
import { type ConnectionFields, parseConnectionString } from './connection-string.ts';
import { readSecret, secretSchema } from './secret.ts';

/** The part of a target's configuration that says how to reach its server. */
export const connectionSchema = z.strictObject({
  url: secretSchema.optional(),
  host: z.string().min(1).optional(),
  port: z.int().min(1).max(65_535).optional(),
  user: z.string().min(1).optional(),
  password: secretSchema.optional(),
  database: z.string().min(1).optional(),
  sslmode: z.enum(SSL_MODES).optional(),
  sslrootcert: z.string().min(1).optional(),
  sslcert: z.string().min(1).optional(),
  sslkey: z.string().min(1).optional(),
});

export type ConnectionSettings = z.infer<typeof connectionSchema>;

export interface ConnectDefaults {
  readonly sslmode: SslMode;
  readonly connectTimeoutMs: number;
  readonly port?: number;
}

/**
 * Everything `connect` needs but the database. The URL is read again each time, as its source may
 * be a file that rotates; separate fields win over those of the URL.
 * @throws CredentialError when a source cannot be read
 */
export async function connectOptions(
  settings: ConnectionSettings,
  defaults: ConnectDefaults,
  env: NodeJS.ProcessEnv = process.env,
): Promise<ConnectOptions> {
  const url: ConnectionFields =
    settings.url === undefined ? {} : parseConnectionString(await readSecret(settings.url, env));
  const user = settings.user ?? url.user ?? userInfo().username;
  const { password } = settings;
  return {
    host: settings.host ?? url.host ?? 'localhost',
    port: settings.port ?? url.port ?? defaults.port ?? 5432,
    user,
    database: settings.database ?? url.database ?? user,
    password: async () => (password === undefined ? url.password : await readSecret(password, env)),
    tls: {
      mode: settings.sslmode ?? url.sslmode ?? defaults.sslmode,
      ...given('rootCert', settings.sslrootcert ?? url.sslrootcert),
      ...given('cert', settings.sslcert ?? url.sslcert),
      ...given('key', settings.sslkey ?? url.sslkey),
    },
    applicationName: 'pgvitals',
    connectTimeoutMs:
      url.connectTimeoutSeconds === undefined
        ? defaults.connectTimeoutMs
        : url.connectTimeoutSeconds * 1000,
  };
}

function given<K extends string>(key: K, value: string | undefined): { [P in K]?: string } {
  return (value === undefined ? {} : { [key]: value }) as { [P in K]?: string };
}

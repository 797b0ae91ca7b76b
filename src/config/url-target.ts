import { connectOptions } from '../target/options.ts';
import { configSchema, type TargetConfig } from './schema.ts';

/**
 * The server that somebody named by its URL alone, called by its address. A password that the URL
 * lacks is that of PGPASSWORD, or of ~/.pgpass.
 * @throws CredentialError when it cannot be read, without its text
 */
export async function urlTarget(
  url: string,
  env: NodeJS.ProcessEnv,
): Promise<readonly [name: string, target: TargetConfig]> {
  const { host, password, port } = await connectOptions({ url }, DEFAULTS, env);
  const name = `${host}:${port}`;
  const lacksPassword = (await password()) === undefined && Boolean(env.PGPASSWORD);
  const own = lacksPassword ? { password: { env: 'PGPASSWORD' } } : {};
  const { targets } = configSchema.parse({ targets: { [name]: { url, ...own } } });
  return [name, targets[name] as TargetConfig];
}

const DEFAULTS = { sslmode: 'prefer', connectTimeoutMs: 0 } as const;

import type { ConnectOptions } from '../target/connection.ts';
import { connectOptions } from '../target/options.ts';
import type { TargetConfig } from './schema.ts';

/** How a target of the configuration is reached; its secrets are read anew each time. */
export async function targetConnection(
  target: TargetConfig,
  connectTimeoutMs: number,
  env: NodeJS.ProcessEnv,
): Promise<ConnectOptions> {
  const defaults = { sslmode: 'prefer', connectTimeoutMs } as const;
  if (target.kind === 'postgresql') return connectOptions(target, defaults, env);
  const options = await connectOptions(target, { ...defaults, port: PGBOUNCER_PORT }, env);
  return { ...options, database: 'pgbouncer', console: true };
}

const PGBOUNCER_PORT = 6432;

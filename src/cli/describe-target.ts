import type { TargetConfig } from '../config/schema.ts';
import { failureOf } from '../target/failure.ts';
import { connectOptions } from '../target/options.ts';

/** user@host:port/database, without the password. */
export async function describeTarget(
  target: TargetConfig,
  env: NodeJS.ProcessEnv,
): Promise<string> {
  const { connections: _c, databases: _d, disable: _x, labels: _l, ...connection } = target;
  try {
    const defaults = { sslmode: 'prefer', connectTimeoutMs: 0 } as const;
    const { database, host, port, tls, user } = await connectOptions(connection, defaults, env);
    return `${user}@${host}:${port}/${database} (sslmode ${tls.mode})`;
  } catch (error) {
    return `unknown: ${failureOf(error).message}`;
  }
}

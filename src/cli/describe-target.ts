import type { TargetConfig } from '../config/schema.ts';
import { failureOf } from '../target/failure.ts';
import { connectOptions } from '../target/options.ts';

/** user@host:port/database, without the password. */
export async function describeTarget(
  target: TargetConfig,
  env: NodeJS.ProcessEnv,
): Promise<string> {
  try {
    const defaults = { sslmode: 'prefer', connectTimeoutMs: 0 } as const;
    const { database, host, port, tls, user } = await connectOptions(target, defaults, env);
    return `${user}@${host}:${port}/${database} (sslmode ${tls.mode})`;
  } catch (error) {
    return `unknown: ${failureOf(error).message}`;
  }
}

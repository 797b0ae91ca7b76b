import type { TargetConfig } from '../config/schema.ts';
import { targetConnection } from '../config/target-connection.ts';
import { failureOf } from '../target/failure.ts';

/** user@host:port/database, without the password. */
export async function describeTarget(
  target: TargetConfig,
  env: NodeJS.ProcessEnv,
): Promise<string> {
  try {
    const { database, host, port, tls, user } = await targetConnection(target, 0, env);
    return `${user}@${host}:${port}/${database} (sslmode ${tls.mode})`;
  } catch (error) {
    return `unknown: ${failureOf(error).message}`;
  }
}

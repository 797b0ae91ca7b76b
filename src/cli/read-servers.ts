import { type ReadConfig, readConfig } from '../config/read-config.ts';
import { type ConfigFlags, configInput } from './config-options.ts';
import type { Io } from './io.ts';
import { runningDemo } from './running-demo.ts';

/**
 * The configuration; where it names no server while a demo of this user runs, that one, by the role
 * that the command is for.
 */
export async function readServers(
  flags: ConfigFlags,
  io: Io,
  role: 'adminUrl' | 'monitorUrl',
): Promise<ReadConfig> {
  const { env } = await nameDemo(flags, io, role);
  return await readConfig(configInput(flags, env));
}

/** The same, with the demo in the environment if it is the one that is meant. */
export async function nameDemo(
  flags: ConfigFlags,
  io: Io,
  role: 'adminUrl' | 'monitorUrl',
): Promise<Io> {
  const demo = await runningDemo(io.env);
  if (demo === undefined) return io;
  const { targets } = await readConfig(configInput(flags, io.env));
  if (targets.size > 0) return io;
  io.stderr.write('note: no server is configured, so this is the demo that runs here\n');
  return { ...io, env: { ...io.env, DATABASE_URL: demo[role] } };
}

/** The address of the Prometheus beside the demo, if the demo is what is meant. */
export async function demoPrometheus(flags: ConfigFlags, io: Io): Promise<string | undefined> {
  const demo = await runningDemo(io.env);
  if (demo?.prometheusUrl === undefined) return undefined;
  const { targets } = await readConfig(configInput(flags, io.env));
  return targets.size > 0 ? undefined : demo.prometheusUrl;
}

import { type ReadConfig, readConfig } from '../config/read-config.ts';
import { configInput } from './config-options.ts';
import type { Io } from './io.ts';
import { runningDemo } from './running-demo.ts';
import { readUrl, type ServerFlags } from './server-options.ts';

/**
 * The configuration; with --url the rest of it holds, for that one server. Where it names none while a demo of this user runs, that one, by the role
 * that the command is for.
 */
export async function readServers(
  flags: ServerFlags,
  io: Io,
  role: 'adminUrl' | 'monitorUrl',
): Promise<ReadConfig> {
  if (flags.url !== undefined) return await readGiven(flags.url, flags, io);
  const { env } = await nameDemo(flags, io, role);
  return await readConfig(configInput(flags, env));
}

async function readGiven(url: string, flags: ServerFlags, { env }: Io): Promise<ReadConfig> {
  const [name, target] = await readUrl(url, env);
  // What the environment says of a server is of no interest, and neither are mistakes in it.
  const read = await readConfig(configInput(flags, {}));
  return { ...read, targets: new Map([[name, target]]), defaultTarget: name, source: '--url', env };
}

/** The same, with the demo in the environment if it is the one that is meant. */
export async function nameDemo(
  flags: ServerFlags,
  io: Io,
  role: 'adminUrl' | 'monitorUrl',
): Promise<Io> {
  const demo = await runningDemo(io.env);
  if (demo === undefined || flags.url !== undefined) return io;
  const { targets } = await readConfig(configInput(flags, io.env));
  if (targets.size > 0) return io;
  const { host } = new URL(demo[role]);
  io.stderr.write(
    `note: no server is configured, so this is the demo that runs here, at ${host}\n`,
  );
  return { ...io, env: { ...io.env, DATABASE_URL: demo[role] } };
}

/** The address of the Prometheus beside the demo, if the demo is what is meant. */
export async function demoPrometheus(flags: ServerFlags, io: Io): Promise<string | undefined> {
  if (flags.url !== undefined) return undefined;
  const demo = await runningDemo(io.env);
  if (demo?.prometheusUrl === undefined) return undefined;
  const { targets } = await readConfig(configInput(flags, io.env));
  return targets.size > 0 ? undefined : demo.prometheusUrl;
}

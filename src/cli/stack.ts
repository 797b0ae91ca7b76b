import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { liveExporter } from '../config/live-exporter.ts';
import { freePort, portProblem } from '../demo/embedded/free-port.ts';
import { type Demo, runDemo } from '../demo/run-demo.ts';
import { type Stack, startStack } from '../stack/start-stack.ts';
import { EXIT, type Io } from './io.ts';
import { createLogger, LOG_LEVELS } from './logger.ts';
import { runServer } from './run-server.ts';
import { announceDemo } from './running-demo.ts';
import { stackBanner } from './stack-banner.ts';
import { untilSignal } from './until-signal.ts';
import { VERSION } from './version.ts';

interface StackFlags {
  readonly 'log.level': (typeof LOG_LEVELS)[number];
}

const EXPORTER_PORT = 9187;

export function stackCommand(io: Io, done: (code: number) => void): Command {
  return new Command('stack')
    .addOption(
      new Option('--log.level <level>', 'least severe level to log')
        .choices(LOG_LEVELS)
        .default('warn'),
    )
    .action(async (flags: StackFlags) => done(await stack(flags, io)));
}

/** Runs until SIGINT or SIGTERM and leaves nothing behind. */
async function stack(flags: StackFlags, io: Io): Promise<number> {
  const stopping = new AbortController();
  const stop = untilSignal().then(() => stopping.abort(new StoppedError()));
  const say = (line: string) => io.stderr.write(`${line}\n`);
  try {
    const demo = await runDemo({
      parentDir: undefined,
      signal: stopping.signal,
      onProgress: say,
      onWorkload: () => undefined,
    });
    const forget = await announceDemo(demo, io.env);
    try {
      await withExporter(demo, flags, io, { stop, signal: stopping.signal, say });
    } finally {
      await forget();
      say('Stopping PostgreSQL and removing its files.');
      await demo.remove();
    }
  } catch (error) {
    if (!(error instanceof StoppedError)) throw error;
  }
  return EXIT.ok;
}

class StoppedError extends Error {
  override readonly name = 'StoppedError';
}

interface Hooks {
  readonly stop: Promise<void>;
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
}

async function withExporter(demo: Demo, flags: StackFlags, io: Io, hooks: Hooks): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'pgvitals-exporter-'));
  try {
    const file = join(folder, 'pgvitals.yaml');
    await writeFile(file, JSON.stringify(configOf(demo)), { mode: 0o600 });
    const log = createLogger({ ...flags, 'log.format': 'logfmt' }, io);
    const exporter = await liveExporter({
      input: { file, env: {} },
      version: VERSION,
      log,
      unixSeconds: () => Date.now() / 1000,
    });
    const address = `127.0.0.1:${await portFor(EXPORTER_PORT)}`;
    const serverFlags = {
      'web.listenAddress': address,
      'web.telemetryPath': '/metrics',
      'web.enableLifecycle': false,
      'web.enableAdminApi': true,
    };
    let services: Promise<Stack> | undefined;
    const failed = new AbortController();
    const onListening = () => {
      services = startServices(demo, address, io, hooks);
      services.catch(() => failed.abort());
    };
    const over = Promise.race([hooks.stop, aborted(failed.signal)]);
    try {
      await runServer(exporter, serverFlags, { log, stop: over, onListening });
    } finally {
      const started = await services;
      hooks.say('\nStopping what was started.');
      await started?.stop();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function startServices(
  demo: Demo,
  exporter: string,
  io: Io,
  { say, signal }: Hooks,
): Promise<Stack> {
  const stack = await startStack({
    exporter,
    path: io.env.PATH ?? '',
    portFor,
    onProgress: say,
    onLost: say,
    signal,
  });
  const prometheus = stack.running.find(({ title }) => title === 'Prometheus');
  if (prometheus !== undefined) {
    await announceDemo({ ...demo, prometheusUrl: prometheus.url }, io.env);
  }
  io.stdout.write(stackBanner(demo, `http://${exporter}`, stack));
  return stack;
}

/** As stack/pgvitals.yaml has it for the containers. */
function configOf({ monitorUrl }: Demo): unknown {
  const core = ['public.orders', 'public.order_items', 'public.customers', 'public.products'];
  return { targets: { shop: { url: monitorUrl, core_tables: core } }, default_target: 'none' };
}

/** The usual one, or another where somebody else has it. */
async function portFor(wanted: number): Promise<number> {
  return (await portProblem(wanted)) === undefined ? wanted : freePort();
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve()));
}

import { createServer } from 'node:net';
import { Command, Option } from 'commander';
import { liveExporter } from '../config/live-exporter.ts';
import { type Demo, runDemo } from '../demo/run-demo.ts';
import { demoBanner } from './demo-banner.ts';
import { demoWorkload } from './demo-workload.ts';
import { EXIT, type Io } from './io.ts';
import { listen, parseListenAddress } from './listen.ts';
import { createLogger, LOG_FORMATS, LOG_LEVELS, type LogFlags } from './logger.ts';
import { runServer } from './run-server.ts';
import { announceDemo } from './running-demo.ts';
import { untilSignal } from './until-signal.ts';
import { VERSION } from './version.ts';

export interface DemoFlags extends LogFlags {
  readonly 'web.listenAddress': string;
  readonly dataDir?: string;
  readonly workloadOnly?: boolean;
}

export const DEMO_ADDRESS = '127.0.0.1:9187';

export function demoCommand(io: Io, done: (code: number) => void): Command {
  return new Command('demo')
    .addOption(
      new Option('--web.listen-address <address>', 'where to listen, as host:port')
        .env('PGVITALS_WEB_LISTEN_ADDRESS')
        .default(DEMO_ADDRESS),
    )
    .addOption(
      new Option('--data-dir <folder>', 'where the files of PostgreSQL go until the end').env(
        'PGVITALS_DEMO_DATA_DIR',
      ),
    )
    .addOption(
      new Option('--log.level <level>', 'least severe level to log')
        .choices(LOG_LEVELS)
        .default('warn'),
    )
    .addOption(
      new Option('--log.format <format>', 'format of the log')
        .choices(LOG_FORMATS)
        .default('logfmt'),
    )
    .option(
      '--workload-only',
      'put the shop and its customers on the server that the environment names, and nothing else',
    )
    .action(async (flags: DemoFlags) =>
      done(await (flags.workloadOnly ? demoWorkload(flags, io) : demo(flags, io))),
    );
}

/** Runs until SIGINT or SIGTERM and leaves nothing behind. */
export async function demo(flags: DemoFlags, io: Io): Promise<number> {
  const log = createLogger(flags, io);
  const stopping = new AbortController();
  const stop = untilSignal().then(() => stopping.abort(new StoppedError()));
  try {
    await ensureFree(flags['web.listenAddress']);
    const started = await runDemo({
      parentDir: flags.dataDir,
      signal: stopping.signal,
      onProgress: (message) => io.stderr.write(`${message}\n`),
      onWorkload: (line) => log.info(line),
    });
    const forget = await announceDemo(started, io.env);
    try {
      await serveDemo(started, flags, io, stop);
    } finally {
      await forget();
      io.stderr.write('\nStopping PostgreSQL and removing its files.\n');
      await started.remove();
    }
  } catch (error) {
    if (!(error instanceof StoppedError)) throw error;
  }
  return EXIT.ok;
}

class StoppedError extends Error {
  override readonly name = 'StoppedError';
}

async function serveDemo(started: Demo, flags: DemoFlags, io: Io, stop: Promise<void>) {
  const log = createLogger(flags, io);
  const exporter = await liveExporter({
    input: { env: { DATABASE_URL: started.monitorUrl } },
    version: VERSION,
    log,
    unixSeconds: () => Date.now() / 1000,
  });
  const serverFlags = {
    'web.listenAddress': flags['web.listenAddress'],
    'web.telemetryPath': '/metrics',
    'web.enableLifecycle': false,
    'web.enableAdminApi': true,
  };
  await runServer(exporter, serverFlags, {
    log,
    stop,
    onListening: (url) => io.stdout.write(demoBanner(started, url)),
  });
}

/** Says that the port is taken before PostgreSQL is made, not after. */
async function ensureFree(address: string): Promise<void> {
  const { host, port } = parseListenAddress(address);
  const probe = createServer();
  await listen(probe, host, port);
  await new Promise((resolve) => probe.close(resolve));
}

import { Command, Option } from 'commander';
import { liveExporter } from '../config/live-exporter.ts';
import { CliError } from './cli-error.ts';
import { addConfigOptions, type ConfigFlags, configInput } from './config-options.ts';
import { describeTarget } from './describe-target.ts';
import { greetServers } from './greet-servers.ts';
import { EXIT, type Io } from './io.ts';
import { createLogger, LOG_FORMATS, LOG_LEVELS, type LogFlags } from './logger.ts';
import { runServer } from './run-server.ts';
import { VERSION } from './version.ts';

export interface ServeFlags extends ConfigFlags, LogFlags {
  readonly 'web.listenAddress': string;
  readonly 'web.telemetryPath': string;
  readonly 'web.config.file'?: string;
  readonly 'web.enableLifecycle': boolean;
  readonly 'web.enableAdminApi': boolean;
}

export function serveCommand(io: Io, done: (code: number) => void): Command {
  const command = new Command('serve');
  return addServeOptions(command).action(async (flags: ServeFlags) => done(await serve(flags, io)));
}

export function addServeOptions(command: Command): Command {
  return addConfigOptions(command)
    .addOption(
      new Option('--web.listen-address <address>', 'where to listen, as host:port or :port')
        .env('PGVITALS_WEB_LISTEN_ADDRESS')
        .default(':9187'),
    )
    .addOption(
      new Option('--web.telemetry-path <path>', 'path of the metrics')
        .env('PGVITALS_WEB_TELEMETRY_PATH')
        .default('/metrics'),
    )
    .addOption(
      new Option('--web.config.file <file>', 'TLS and basic auth, in the format of Prometheus').env(
        'PGVITALS_WEB_CONFIG_FILE',
      ),
    )
    .option('--web.enable-lifecycle', 'allow POST /-/reload', false)
    .option('--web.enable-admin-api', 'answer /health/db and /api/v1 with JSON', false)
    .addOption(
      new Option('--log.level <level>', 'least severe level to log')
        .choices(LOG_LEVELS)
        .default('info'),
    )
    .addOption(
      new Option('--log.format <format>', 'format of the log')
        .choices(LOG_FORMATS)
        .default('logfmt'),
    );
}

/** Serves until SIGINT or SIGTERM. */
export async function serve(flags: ServeFlags, io: Io): Promise<number> {
  const log = createLogger(flags, io);
  const exporter = await liveExporter({
    input: configInput(flags, io.env),
    version: VERSION,
    log,
    unixSeconds: () => Date.now() / 1000,
  });
  const { queries, source, targets } = exporter.current();
  if (targets.size === 0) throw new CliError(NO_SERVER, EXIT.usage);
  for (const [name, target] of targets) {
    log.info({ target: name, server: await describeTarget(target, io.env), source }, 'monitoring');
  }
  log.info({ queries: queries.length, version: VERSION }, 'catalog loaded');
  await runServer(exporter, flags, { log, onListening: () => void greetServers(exporter, log) });
  return EXIT.ok;
}

const NO_SERVER =
  'no server is configured: give --config.file, DATABASE_URL or PGHOST (pgvitals --help lists them), or try "pgvitals demo"';

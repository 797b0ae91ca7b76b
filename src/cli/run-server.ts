import type { Server } from 'node:http';
import type { Logger } from 'pino';
import type { LiveExporter } from '../config/live-exporter.ts';
import { createApp } from '../http/create-app.ts';
import { createServer } from '../http/web-config/create-server.ts';
import { loadWebConfig } from '../http/web-config/load-web-config.ts';
import { describeError } from './describe-error.ts';
import { exporterApi } from './exporter-api.ts';
import { listen, parseListenAddress } from './listen.ts';
import { untilSignal } from './until-signal.ts';
import { VERSION } from './version.ts';

export interface ServerFlags {
  readonly 'web.listenAddress': string;
  readonly 'web.telemetryPath': string;
  readonly 'web.config.file'?: string;
  readonly 'web.enableLifecycle': boolean;
  readonly 'web.enableAdminApi': boolean;
}

export interface ServerHooks {
  readonly log: Logger;
  /** Told where it listens, as http://host:port. */
  readonly onListening?: (url: string) => void;
  /** Resolves when the server is to stop, besides the signals. */
  readonly stop?: Promise<void>;
}

const CLOSE_GRACE_MS = 5000;

/** Listens, reloads on SIGHUP, and returns when all is closed after SIGINT or SIGTERM. */
export async function runServer(
  exporter: LiveExporter,
  flags: ServerFlags,
  { log, onListening, stop }: ServerHooks,
): Promise<void> {
  const webConfig = flags['web.config.file'];
  const app = createApp(exporter, {
    version: VERSION,
    metricsPath: flags['web.telemetryPath'],
    enableLifecycle: flags['web.enableLifecycle'],
    ...(flags['web.enableAdminApi'] ? { api: exporterApi(exporter) } : {}),
    onError: (error) => log.error({ error: describeError(error) }, 'request failed'),
  });
  const loaded = webConfig === undefined ? undefined : await loadWebConfig(webConfig);
  const server = createServer(app, loaded, {
    openPaths: ['/-/healthy'],
    onError: (error) => log.warn({ error: error.message }, 'web configuration'),
  });
  const reload = () => void exporter.reload().catch(() => undefined);
  process.on('SIGHUP', reload);
  try {
    const { host, port } = parseListenAddress(flags['web.listenAddress']);
    const address = await listen(server, host, port);
    const url = `${loaded?.tls === undefined ? 'http' : 'https'}://${address}`;
    log.info({ url: `${url}${flags['web.telemetryPath']}` }, 'listening');
    onListening?.(url);
    await untilSignal(stop);
    log.info('stopping');
  } finally {
    process.off('SIGHUP', reload);
    await close(server);
    await exporter.close();
  }
}

/** Answers that are under way may end; who keeps a connection open is cut off. */
function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const force = setTimeout(() => server.closeAllConnections(), CLOSE_GRACE_MS);
    server.close(() => {
      clearTimeout(force);
      resolve();
    });
    server.closeIdleConnections();
  });
}

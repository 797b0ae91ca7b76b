import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exporterApi } from '../../src/cli/exporter-api.ts';
import { liveExporter } from '../../src/config/live-exporter.ts';
import { createApp } from '../../src/http/create-app.ts';
import type { HttpOptions } from '../../src/http/exporter.ts';

/** The exporter of a configuration file, listening on a port of the loopback interface. */
export interface RunningExporter extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  /** What pgvitals.yaml may say; the file is there for the exporter to read again. */
  configure(config: unknown): Promise<void>;
  /** Adds a file beside pgvitals.yaml. */
  write(name: string, text: string): Promise<void>;
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<Response>;
  /** The text of a page that must be there. */
  page(path?: string): Promise<string>;
  reload(): Promise<void>;
  readonly log: readonly string[];
  /** What went wrong while a page was made or sent. */
  readonly errors: readonly unknown[];
}

export async function startExporter(
  config: unknown,
  {
    files = {},
    withApi = false,
    ...options
  }: Partial<HttpOptions> & {
    readonly files?: Readonly<Record<string, string>>;
    readonly withApi?: boolean;
  } = {},
): Promise<RunningExporter> {
  const folder = await mkdtemp(join(tmpdir(), 'pgvt-http-'));
  const write = (name: string, text: string) => writeFile(join(folder, name), text);
  // JSON is YAML, too.
  const configure = (content: unknown) => write('pgvitals.yaml', JSON.stringify(content));
  for (const [name, text] of Object.entries(files)) await write(name, text);
  await configure(config);
  const log: string[] = [];
  const errors: unknown[] = [];
  const note = (fields: object, message: string) =>
    log.push(`${message} ${JSON.stringify(fields)}`);
  const exporter = await liveExporter({
    input: { file: join(folder, 'pgvitals.yaml'), env: {} },
    version: '1.2.3-test',
    log: { info: note, warn: note },
    unixSeconds: () => Date.now() / 1000,
  });
  const app = createApp(exporter, {
    version: '1.2.3-test',
    metricsPath: '/metrics',
    enableLifecycle: false,
    onError: (error) => errors.push(error),
    ...(withApi ? { api: exporterApi(exporter) } : {}),
    ...options,
  });
  const server = http.createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  const get: RunningExporter['get'] = (path, headers = {}) => fetch(url + path, { headers });
  return {
    url,
    port,
    configure,
    write,
    get,
    page: async (path = '/metrics') => {
      const response = await get(path);
      const text = await response.text();
      if (!response.ok) throw new Error(`${path} answered ${response.status}: ${text}`);
      return text;
    },
    reload: exporter.reload,
    log,
    errors,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await exporter.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A catalog file with one gauge per query: `name: SQL that gives a column value`. */
export function catalogOf(
  queries: Readonly<Record<string, string>>,
  more: Readonly<Record<string, unknown>> = {},
): string {
  const metrics = [{ value: { usage: 'GAUGE', description: 'A value of a test.' } }];
  const entries = Object.entries(queries).map(([id, query]) => {
    return [id, { description: 'Of a test.', category: 'trend', query, metrics, ...more }];
  });
  return JSON.stringify(Object.fromEntries(entries));
}

import { fileURLToPath } from 'node:url';
import { freePort } from '../../dist/demo/embedded/free-port.js';
import { startExporter } from './start-program.mjs';

const PGVITALS = fileURLToPath(new URL('../../dist/cli/bin.js', import.meta.url));
const REPORTER = new URL('./report-resources.mjs', import.meta.url).href;

/** pgvitals as its users run it; `reporter` adds the program that tells what it holds. */
export async function startPgvitals(databaseUrl, { config, reporter = false } = {}) {
  const port = await freePort();
  const args = [PGVITALS, 'serve', '--web.listen-address', `127.0.0.1:${port}`];
  return startExporter(
    process.execPath,
    [
      // As npm start has it.
      '--max-semi-space-size=4',
      ...(reporter ? ['--import', REPORTER] : []),
      ...args,
      '--log.level=warn',
      ...(config === undefined ? [] : ['--config.file', config]),
    ],
    { env: { DATABASE_URL: databaseUrl }, port, ipc: reporter },
  );
}

/** Debian's prometheus-postgres-exporter; with a file of queries it gives those and nothing else. */
export async function startPeer(databaseUrl, { queries } = {}) {
  const port = await freePort();
  const only = [
    '--disable-default-metrics',
    '--disable-settings-metrics',
    '--no-collector.database',
    '--no-collector.bgwriter',
    `--extend.query-path=${queries}`,
  ];
  return startExporter(
    'prometheus-postgres-exporter',
    [
      `--web.listen-address=127.0.0.1:${port}`,
      '--log.level=warn',
      ...(queries === undefined ? [] : only),
    ],
    { env: { DATA_SOURCE_NAME: `${databaseUrl}?sslmode=disable` }, port },
  );
}

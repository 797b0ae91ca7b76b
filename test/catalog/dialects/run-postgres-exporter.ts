import { spawn } from 'node:child_process';
import { freePort } from '../../../src/demo/embedded/free-port.ts';
import { waitUntil } from '../../../src/demo/embedded/wait-until.ts';
import type { ServerView } from '../../helpers/test-server.ts';

/** The page of Debian's prometheus-postgres-exporter with a file of queries. */
export async function runPostgresExporter(
  server: ServerView,
  file: string,
): Promise<readonly string[]> {
  const port = await freePort();
  const { host, password, user } = server;
  const program = spawn(
    'prometheus-postgres-exporter',
    [
      `--extend.query-path=${file}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--disable-default-metrics',
      '--disable-settings-metrics',
    ],
    {
      env: {
        PATH: process.env.PATH,
        DATA_SOURCE_NAME: `postgresql://${user}:${password}@${host}:${server.port}/postgres?sslmode=disable`,
      },
      stdio: 'ignore',
    },
  );
  const ended = new Promise<void>((resolve) => {
    program.once('error', () => resolve());
    program.once('exit', () => resolve());
  });
  try {
    let page = '';
    await waitUntil(
      async () => {
        const answer = await fetch(`http://127.0.0.1:${port}/metrics`).catch(() => undefined);
        page = answer?.ok ? await answer.text() : '';
        return page.includes('pg_up 1') || page.includes('pg_up{');
      },
      { timeoutMs: 20_000, intervalMs: 100 },
    );
    return page.trimEnd().split('\n');
  } finally {
    program.kill();
    await ended;
  }
}

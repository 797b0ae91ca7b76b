import { spawn } from 'node:child_process';
import { onTestFinished } from 'vitest';
import { freePort } from '../../src/demo/embedded/free-port.ts';
import { waitUntil } from '../../src/demo/embedded/wait-until.ts';

/** Runs Debian's postgres_exporter against a server until the test ends; gives its pages. */
export async function runPostgresExporter(
  dataSourceName: string,
): Promise<{ page(): Promise<string> }> {
  const port = await freePort();
  const child = spawn(PROGRAM, [`--web.listen-address=127.0.0.1:${port}`], {
    env: { PATH: process.env.PATH, DATA_SOURCE_NAME: `${dataSourceName}?sslmode=disable` },
    stdio: 'ignore',
  });
  let failure: Error | undefined;
  const ended = new Promise<void>((resolve) => {
    child.once('error', (cause) => {
      failure = new Error(
        `Found no ${PROGRAM} on PATH, which this test compares with. Install it with \`apt-get install ${PROGRAM}\`.`,
        { cause },
      );
      resolve();
    });
    child.once('exit', () => resolve());
  });
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  const page = async () => (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  const answers = () => {
    if (failure !== undefined) throw failure;
    return page().catch(() => undefined);
  };
  if (!(await waitUntil(answers, { timeoutMs: 15_000 }))) {
    throw new Error(`${PROGRAM} did not answer.`);
  }
  return { page };
}

const PROGRAM = 'prometheus-postgres-exporter';

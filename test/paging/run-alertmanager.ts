import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { freePort } from '../../src/demo/embedded/free-port.ts';
import { waitUntil } from '../../src/demo/embedded/wait-until.ts';
import { prometheusBinary } from '../helpers/prometheus-binary.ts';

const LIMIT_MS = 20_000;

/** A real Alertmanager. */
export interface RunningAlertmanager extends AsyncDisposable {
  readonly url: string;
  /** host:port */
  readonly address: string;
  readonly log: () => string;
}

/** Starts it in `folder`, where its alertmanager.yml lies and its data goes. */
export async function runAlertmanager(folder: string): Promise<RunningAlertmanager> {
  const address = `127.0.0.1:${await freePort()}`;
  const child = spawn(
    await prometheusBinary('prometheus-alertmanager'),
    [
      '--config.file=alertmanager.yml',
      `--storage.path=${join(folder, 'data')}`,
      `--web.listen-address=${address}`,
      '--cluster.listen-address=',
      '--log.level=debug',
    ],
    { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let log = '';
  child.stderr.on('data', (chunk: Buffer) => {
    log += chunk.toString();
  });
  const ended = new Promise((resolve) => child.once('close', resolve));
  const stop = async () => {
    child.kill('SIGKILL');
    await ended;
  };
  const url = `http://${address}`;
  const ready = () =>
    fetch(`${url}/-/ready`).then(
      ({ ok }) => ok,
      () => false,
    );
  if (!(await waitUntil(ready, { timeoutMs: LIMIT_MS }))) {
    await stop();
    throw new Error(`Alertmanager did not become ready in ${LIMIT_MS / 1000} s:\n${log}`);
  }
  return { url, address, log: () => log, [Symbol.asyncDispose]: stop };
}

import { spawn } from 'node:child_process';
import { freePort } from '../../src/demo/embedded/free-port.ts';
import { waitUntil } from '../../src/demo/embedded/wait-until.ts';
import { prometheusBinary } from './prometheus-binary.ts';

/** A real program that is ready and listens. */
export interface Listening extends AsyncDisposable {
  readonly url: string;
  /** host:port */
  readonly address: string;
  readonly log: () => string;
}

interface Program {
  readonly name: Parameters<typeof prometheusBinary>[0];
  readonly flags: (address: string) => readonly string[];
  /** The page that answers 200 once it is ready. */
  readonly ready?: string;
  readonly folder?: string;
}

/** Starts a program of the family of Prometheus on a free port; rejects with its log. */
export async function runListening({
  name,
  flags,
  folder,
  ready = '/-/ready',
}: Program): Promise<Listening> {
  const address = `127.0.0.1:${await freePort()}`;
  const child = spawn(await prometheusBinary(name), flags(address), {
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(folder === undefined ? {} : { cwd: folder }),
  });
  let log = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      log += chunk.toString();
    });
  }
  const ended = new Promise((resolve) => child.once('close', resolve));
  const stop = async () => {
    child.kill('SIGKILL');
    await ended;
  };
  const url = `http://${address}`;
  const answers = () =>
    fetch(url + ready).then(
      ({ ok }) => ok,
      () => false,
    );
  if (!(await waitUntil(answers, { timeoutMs: LIMIT_MS }))) {
    await stop();
    throw new Error(`${name} did not become ready in ${LIMIT_MS / 1000} s:\n${log}`);
  }
  return { url, address, log: () => log, [Symbol.asyncDispose]: stop };
}

const LIMIT_MS = 30_000;

import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../src/demo/embedded/free-port.ts';
import { waitUntil } from '../../src/demo/embedded/wait-until.ts';
import { prometheusBinary } from '../helpers/prometheus-binary.ts';

const LIMIT_MS = 20_000;

export interface RunningProgram extends AsyncDisposable {
  readonly url: string;
}

/** A real VictoriaMetrics, which answers with what it has just been sent. */
export async function runVictoriaMetrics(): Promise<RunningProgram> {
  const folder = await mkdtemp(join(tmpdir(), 'pgvt-victoria-'));
  const flags = [`-storageDataPath=${folder}`, '-search.latencyOffset=0s', '-retentionPeriod=2y'];
  const program = await run('victoria-metrics', flags, '/health');
  return {
    url: program.url,
    [Symbol.asyncDispose]: async () => {
      await program[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** A real vmalert, which judges by the rules of a folder and tells nobody. */
export async function runVmalert(rules: string, storage: string): Promise<RunningProgram> {
  return run(
    'vmalert',
    [
      `-rule=${rules}`,
      `-datasource.url=${storage}`,
      `-remoteWrite.url=${storage}`,
      // Nobody listens there, and it insists on one.
      '-notifier.url=http://127.0.0.1:1',
      '-evaluationInterval=1s',
      '-remoteWrite.flushInterval=200ms',
    ],
    '/health',
  );
}

async function run(
  name: 'victoria-metrics' | 'vmalert',
  flags: readonly string[],
  ready: string,
): Promise<RunningProgram> {
  const address = `127.0.0.1:${await freePort()}`;
  const program = await prometheusBinary(name);
  const child = spawn(program, [...flags, `-httpListenAddr=${address}`], {
    stdio: ['ignore', 'pipe', 'pipe'],
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
  return { url, [Symbol.asyncDispose]: stop };
}

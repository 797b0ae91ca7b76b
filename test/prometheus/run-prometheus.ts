import { execFile, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from '../../src/demo/embedded/free-port.ts';
import { waitUntil } from '../../src/demo/embedded/wait-until.ts';
import { prometheusBinary } from '../helpers/prometheus-binary.ts';

const LIMIT_MS = 30_000;

/** A real Prometheus with a data folder of its own. */
export interface RunningPrometheus extends AsyncDisposable {
  readonly url: string;
  /** `data` of the answer of its HTTP API. */
  api(path: string): Promise<unknown>;
  query(promql: string): Promise<readonly Sample[]>;
  /** Asks until `check` is satisfied with the answer, and gives that; rejects after a while. */
  queryUntil(
    promql: string,
    check: (samples: readonly Sample[]) => boolean,
  ): Promise<readonly Sample[]>;
  readonly log: () => string;
}

export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: string;
}

/** Starts it with these scrape_configs and further parts of its file (JSON is YAML, too). */
export async function runPrometheus(
  scrapeConfigs: readonly Readonly<Record<string, unknown>>[],
  parts: Readonly<Record<string, unknown>> = {},
  { history }: { readonly history?: string } = {},
): Promise<RunningPrometheus> {
  const program = await prometheusBinary('prometheus');
  const folder = await mkdtemp(join(tmpdir(), 'pgvt-prometheus-'));
  if (history !== undefined) await fillIn(history, folder);
  const file = join(folder, 'prometheus.yml');
  const global = { scrape_interval: '1s', scrape_timeout: '1s' };
  await writeFile(file, JSON.stringify({ global, ...parts, scrape_configs: scrapeConfigs }));
  const address = `127.0.0.1:${await freePort()}`;
  const child = spawn(
    program,
    [
      `--config.file=${file}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=${address}`,
      '--storage.tsdb.retention.time=90d',
      '--log.level=debug',
    ],
    { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let log = '';
  child.stderr.on('data', (chunk: Buffer) => {
    log += chunk.toString();
  });
  const ended = new Promise((resolve) => child.once('close', resolve));
  const remove = async () => {
    child.kill('SIGKILL');
    await ended;
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  const api = async (path: string) => {
    const response = await fetch(`http://${address}/api/v1/${path}`);
    return ((await response.json()) as { readonly data: unknown }).data;
  };
  const query = async (promql: string) => {
    const answer = await api(`query?query=${encodeURIComponent(promql)}`);
    return (answer as { readonly result: readonly RawSample[] }).result.map(
      ({ metric, value }) => ({
        labels: metric,
        value: value[1],
      }),
    );
  };
  const ready = () =>
    fetch(`http://${address}/-/ready`).then(
      ({ ok }) => ok,
      () => false,
    );
  if (!(await waitUntil(ready, { timeoutMs: LIMIT_MS }))) {
    await remove();
    throw new Error(`Prometheus did not become ready in ${LIMIT_MS / 1000} s:\n${log}`);
  }
  return {
    url: `http://${address}`,
    api,
    query,
    queryUntil: async (promql, check) => {
      let samples: readonly Sample[] = [];
      const satisfied = async () => {
        samples = await query(promql);
        return check(samples);
      };
      const done = await waitUntil(satisfied, { timeoutMs: LIMIT_MS, intervalMs: 100 });
      if (done) return samples;
      throw new Error(`${promql} gave ${JSON.stringify(samples)} in the end; the log:\n${log}`);
    },
    log: () => log,
    [Symbol.asyncDispose]: remove,
  };
}

/** Puts samples of the past, as OpenMetrics with timestamps, where the server will find them. */
async function fillIn(history: string, folder: string): Promise<void> {
  const file = join(folder, 'history.txt');
  await writeFile(file, history);
  const data = join(folder, 'data');
  const command = [
    'tsdb',
    'create-blocks-from',
    'openmetrics',
    '--max-block-duration=720h',
    file,
    data,
  ];
  await promisify(execFile)(await prometheusBinary('promtool'), command);
}

interface RawSample {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [number, string];
}

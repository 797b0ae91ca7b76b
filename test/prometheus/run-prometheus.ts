import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { waitUntil } from '../../src/demo/embedded/wait-until.ts';
import { prometheusBinary } from '../helpers/prometheus-binary.ts';
import { type Listening, runListening } from '../helpers/run-listening.ts';

const LIMIT_MS = 30_000;

/** A real Prometheus with a data folder of its own. */
export interface RunningPrometheus extends Listening {
  /** `data` of the answer of its HTTP API. */
  api(path: string): Promise<unknown>;
  query(promql: string): Promise<readonly Sample[]>;
  /** Asks until `check` is satisfied with the answer, and gives that; rejects after a while. */
  queryUntil(
    promql: string,
    check: (samples: readonly Sample[]) => boolean,
  ): Promise<readonly Sample[]>;
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
  const folder = await mkdtemp(join(tmpdir(), 'pgvt-prometheus-'));
  if (history !== undefined) await fillIn(history, folder);
  const file = join(folder, 'prometheus.yml');
  const global = { scrape_interval: '1s', scrape_timeout: '1s' };
  await writeFile(file, JSON.stringify({ global, ...parts, scrape_configs: scrapeConfigs }));
  const program = await runListening({
    name: 'prometheus',
    folder,
    flags: (address) => [
      `--config.file=${file}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=${address}`,
      '--storage.tsdb.retention.time=90d',
      '--log.level=debug',
    ],
  });
  const api = async (path: string) => {
    const response = await fetch(`${program.url}/api/v1/${path}`);
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
  return {
    ...program,
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
      throw new Error(
        `${promql} gave ${JSON.stringify(samples)} in the end; the log:\n${program.log()}`,
      );
    },
    [Symbol.asyncDispose]: async () => {
      await program[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
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

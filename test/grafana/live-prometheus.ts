import { type ChildProcess, spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '../../src/demo/embedded/free-port.ts';
import { waitUntil } from '../../src/demo/embedded/wait-until.ts';
import { prometheusBinary } from '../helpers/prometheus-binary.ts';
import type { CleanUp } from './clean-up.ts';

/** A Prometheus that can be stopped and started again with the same data. */
export interface LivePrometheus {
  readonly dataFolder: string;
  readonly url: string;
  start(): Promise<void>;
  stop(): Promise<void>;
  /** `data` of an answer of its HTTP API. */
  api<T>(path: string, parameters: Readonly<Record<string, string>>): Promise<T>;
}

/** What its queries return. */
export interface Answer {
  readonly result: readonly {
    readonly metric: Readonly<Record<string, string>>;
    readonly value?: readonly [number, string];
    readonly values?: readonly (readonly [number, string])[];
  }[];
}

/** With these scrape_configs, and with the rules that lie in `folder`. */
export async function livePrometheus(
  folder: string,
  scrapeConfigs: readonly object[],
  stack: CleanUp,
): Promise<LivePrometheus> {
  const program = await prometheusBinary('prometheus');
  const global = { scrape_interval: '4s', scrape_timeout: '4s', evaluation_interval: '2s' };
  const config = { global, rule_files: ['*.yml'], scrape_configs: scrapeConfigs };
  await writeFile(join(folder, 'prometheus.json'), JSON.stringify(config));
  const address = `127.0.0.1:${await freePort()}`;
  const dataFolder = join(folder, 'data');
  let child: ChildProcess | undefined;
  const stop = async () => {
    if (child === undefined || child.exitCode !== null) return;
    const ended = new Promise((resolve) => child?.once('close', resolve));
    child.kill('SIGTERM');
    await ended;
  };
  stack.defer(stop);
  const url = `http://${address}`;
  const ready = () =>
    fetch(`${url}/-/ready`).then(
      ({ ok }) => ok,
      () => false,
    );
  return {
    dataFolder,
    url,
    stop,
    start: async () => {
      child = spawn(
        program,
        [
          '--config.file=prometheus.json',
          `--storage.tsdb.path=${dataFolder}`,
          '--storage.tsdb.retention.time=100d',
          `--web.listen-address=${address}`,
        ],
        { cwd: folder, stdio: 'ignore' },
      );
      if (!(await waitUntil(ready, { timeoutMs: 30_000, intervalMs: 100 }))) {
        throw new Error('Prometheus did not become ready in 30 s.');
      }
    },
    api: async <T>(path: string, parameters: Readonly<Record<string, string>>) => {
      const body = new URLSearchParams(parameters);
      const response = path.startsWith('label/')
        ? await fetch(`${url}/api/v1/${path}?${body}`)
        : await fetch(`${url}/api/v1/${path}`, { method: 'POST', body });
      const answer = (await response.json()) as { readonly data: T; readonly error?: string };
      if (answer.error !== undefined) throw new Error(answer.error);
      return answer.data;
    },
  };
}

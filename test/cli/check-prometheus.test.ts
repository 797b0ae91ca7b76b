import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SHIPPED_CATALOG } from '../../src/catalog/load.ts';
import { startServer, type TestServer } from '../helpers/servers.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { type RunningExporter, startExporter } from '../http/running-exporter.ts';
import { type RunningPrometheus, runPrometheus } from '../prometheus/run-prometheus.ts';
import { runMain } from './run-main.ts';

/** What does not change while other tests use the server. */
const STEADY = [
  'server_down',
  'durability_off',
  'autovacuum_off',
  'wraparound_xid',
  'wraparound_mxid',
  'replication_lag',
  'archiving_failing',
  'autovacuum_saturated',
];

interface JsonVerdict {
  readonly target: string;
  readonly threshold: string;
  readonly verdict: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly since?: string;
}

interface Config {
  readonly targets: Readonly<Record<string, object>>;
}

let config: unknown;
/** Its own: on a shared one, other tests change what is judged between two looks. */
let server: TestServer;
let exporter: RunningExporter;
let prometheus: RunningPrometheus;

beforeAll(async () => {
  server = await startServer(18);
  config = {
    targets: { orders: { url: server.uri({ user: 'pgvitals' }) } },
    catalog: { shipped: false, files: [SHIPPED_CATALOG] },
  };
  exporter = await startExporter(config);
  const rules = join(import.meta.dirname, '../../prometheus/rules/*.yml');
  prometheus = await runPrometheus(
    [
      {
        job_name: 'postgresql',
        scrape_interval: '2s',
        scrape_timeout: '2s',
        http_sd_configs: [{ url: `${exporter.url}/sd` }],
      },
    ],
    { rule_files: [rules], global: { evaluation_interval: '1s' } },
  );
  await prometheus.queryUntil(
    'ALERTS{alertname="PostgresDurabilityOff"}',
    ({ length }) => length > 0,
  );
  await prometheus.queryUntil('server:pg_connections_used:ratio', ({ length }) => length > 0);
});

afterAll(async () => {
  await prometheus?.[Symbol.asyncDispose]();
  await exporter?.[Symbol.asyncDispose]();
  await server?.remove();
});

describe('pgvitals check --prometheus', () => {
  test('says what the check of the server itself says, and since when an alert is active', async () => {
    const live = await check();
    const recorded = await check('--prometheus', prometheus.url);
    expect(steady(recorded)).toEqual(steady(live));
    expect(steady(recorded).length).toBeGreaterThanOrEqual(STEADY.length);
    const [off] = recorded.filter(({ threshold }) => threshold === 'durability_off');
    expect(off).toMatchObject({ target: 'orders', verdict: 'critical' });
    expect(Date.parse(off?.since ?? '')).toBeGreaterThan(Date.now() - 600_000);
    expect(recorded.filter(({ verdict }) => verdict === 'needs_history')).toEqual([]);
  });

  test('judges a target by limits of its own, among all that Prometheus knows', async () => {
    const values = { durability_off: { critical: 'off', info: 0 } };
    const [target] = Object.values((config as Config).targets);
    const targets = { orders: { ...target, thresholds: { values } } };
    const { stdout } = await run({ ...(config as Config), targets }, [
      '--prometheus',
      prometheus.url,
      '--json',
    ]);
    const all = JSON.parse(stdout) as readonly JsonVerdict[];
    const off = all.filter(({ threshold }) => threshold === 'durability_off');
    expect(off.map(({ verdict }) => verdict)).toEqual(['info']);
  });

  test('of one target asks for that one only', async () => {
    const recorded = await check('--prometheus', prometheus.url, '--target', 'nobody');
    expect(new Set(recorded.map(({ verdict }) => verdict))).toEqual(new Set(['no_data']));
  });

  test('says when what answers is no Prometheus', async () => {
    const { code, stderr } = await run(config, ['--prometheus', `${exporter.url}/metrics`]);
    expect(code).toBe(3);
    expect(stderr).toMatch(/does not answer as Prometheus does: status 404, "/);
  });
});

function steady(verdicts: readonly JsonVerdict[]): readonly unknown[] {
  return verdicts
    .filter(
      ({ labels, threshold }) => STEADY.includes(threshold) && !labels.datname?.startsWith('db_'),
    )
    .map(({ labels, target, threshold, verdict }) =>
      JSON.stringify({ labels, target, threshold, verdict }),
    )
    .toSorted();
}

async function check(...flags: readonly string[]): Promise<readonly JsonVerdict[]> {
  const { stdout, stderr } = await run(config, ['--json', ...flags]);
  expect(stderr).toBe('');
  return JSON.parse(stdout) as readonly JsonVerdict[];
}

async function run(content: unknown, flags: readonly string[]) {
  const file = join(await temporaryFolder(), 'pgvitals.yaml');
  await writeFile(file, JSON.stringify(content));
  return runMain(['check', '--config.file', file, '--interval', '1', ...flags]);
}

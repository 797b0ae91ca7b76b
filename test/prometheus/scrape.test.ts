import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { waitUntil } from '../../src/demo/embedded/wait-until.ts';
import { sharedServer } from '../helpers/shared.ts';
import { catalogOf, type RunningExporter, startExporter } from '../http/running-exporter.ts';
import { parsePage } from '../metrics/parse-page.ts';
import { type RunningPrometheus, runPrometheus } from './run-prometheus.ts';

const ODD = 'a "b" \\ c\nd é 🐘 {x="y"} #';
const TRUTH = {
  gauge: 'GAUGE',
  plain_counter: 'COUNTER',
  good_total: 'COUNTER',
} as const;

let exporter: RunningExporter;
let textOnly: http.Server;
let prometheus: RunningPrometheus;

beforeAll(async () => {
  const user = 'pgvitals';
  exporter = await startExporter(
    {
      targets: {
        thirteen: { url: sharedServer(13).uri({ user }), labels: { env: ODD } },
        eighteen: { url: sharedServer(18).uri({ user }) },
        seventeen: { url: sharedServer(17).uri({ user }) },
      },
      catalog: { files: ['own.yaml', 'slow.yaml'] },
    },
    {
      files: {
        'own.yaml': JSON.stringify({
          t_kinds: {
            description: 'One of each kind.',
            category: 'trend',
            query: `SELECT E'a "b" \\\\ c\\nd é 🐘 {x="y"} #' AS odd, 1 AS gauge, 2 AS plain_counter,
              3 AS good_total, '{0.1,1,1000000}'::float8[] AS seconds, '{1,2,3}'::int[] AS seconds_bucket,
              4.5 AS seconds_sum, 4 AS seconds_count`,
            metrics: [
              { odd: { usage: 'LABEL', description: 'Hard to escape.' } },
              ...Object.entries(TRUTH).map(([name, usage]) => ({
                [name]: { usage, description: `A ${usage}.` },
              })),
              { seconds: { usage: 'HISTOGRAM', description: 'A histogram.' } },
            ],
          },
        }),
        'slow.yaml': catalogOf({ t_slow: 'SELECT 1 AS value FROM pg_sleep(3)' }, { timeout: '9s' }),
      },
    },
  );
  textOnly = await proxyForText(exporter.url);
  const fixed = { static_configs: [{ targets: [`127.0.0.1:${exporter.port}`] }] };
  const viaProxy = { static_configs: [{ targets: [`127.0.0.1:${portOf(textOnly)}`] }] };
  // Its targets may have to wait for the slow scrape.
  const patient = { scrape_interval: '5s', scrape_timeout: '5s' };
  const fast = { params: { query: ['t_kinds', 'pg_stat_database'] } };
  prometheus = await runPrometheus([
    { job_name: 'openmetrics', ...fixed, ...fast },
    { job_name: 'text', ...viaProxy, ...fast },
    {
      job_name: 'discovered',
      http_sd_configs: [{ url: `${exporter.url}/sd` }],
      ...fast,
      ...patient,
    },
    {
      job_name: 'slow',
      ...fixed,
      metrics_path: '/probe',
      params: { target: ['seventeen'] },
      scrape_interval: '5s',
      scrape_timeout: '2s',
    },
  ]);
});

afterAll(async () => {
  await prometheus[Symbol.asyncDispose]();
  textOnly.closeAllConnections();
  await new Promise((resolve) => textOnly.close(resolve));
  await exporter[Symbol.asyncDispose]();
});

describe('a real Prometheus', () => {
  test('scrapes a fixed target and those of its HTTP service discovery', async () => {
    const up = await prometheus.queryUntil(
      'up == 1 and scrape_samples_scraped > 0',
      (samples) => samples.length === 6,
    );
    expect(up.map(({ labels }) => `${labels.job} ${labels.instance}`).sort()).toEqual([
      'discovered eighteen',
      'discovered seventeen',
      'discovered thirteen',
      `openmetrics 127.0.0.1:${exporter.port}`,
      `slow 127.0.0.1:${exporter.port}`,
      `text 127.0.0.1:${portOf(textOnly)}`,
    ]);
  });

  test.each(['openmetrics', 'text'])('reads the %s format as it was meant', async (job) => {
    const here = `{job="${job}"}`;
    const [gauge] = await prometheus.queryUntil(`t_kinds_gauge${here}`, ({ length }) => length > 0);
    expect(gauge).toMatchObject({ labels: { odd: ODD, env: ODD }, value: '1' });
    const buckets = await prometheus.query(`t_kinds_seconds_bucket${here}`);
    const counts = buckets.map(({ labels, value }) => [
      Number(labels.le?.replace('+Inf', 'Infinity')),
      value,
    ]);
    expect(new Map(counts as [number, string][])).toEqual(
      new Map([
        [0.1, '1'],
        [1, '2'],
        [1_000_000, '3'],
        [Number.POSITIVE_INFINITY, '4'],
      ]),
    );
    expect(await values(`t_kinds_seconds_count${here}`)).toEqual(['4']);
    expect(await values(`t_kinds_seconds_sum${here}`)).toEqual(['4.5']);
    expect(await values(`t_kinds_plain_counter${here}`)).toEqual(['2']);
    expect(await values(`t_kinds_good_total${here}`)).toEqual(['3']);
  });

  test('finds as many samples as the page has', async () => {
    const instance = '{job="discovered", instance="eighteen"}';
    // Other tests make and drop databases on this server in between, and each is some series.
    const counts = async () => {
      const page = await exporter.page(
        '/probe?target=eighteen&query=t_kinds&query=pg_stat_database',
      );
      const there = [...parsePage(page).values()].flatMap(({ samples }) => samples).length;
      const [scraped = ''] = await values(`scrape_samples_scraped${instance}`);
      const [kept = ''] = await values(`scrape_samples_post_metric_relabeling${instance}`);
      return { there: String(there), scraped, kept };
    };
    const agree = await waitUntil(
      async () => {
        const { kept, scraped, there } = await counts();
        return there === scraped && scraped === kept;
      },
      { timeoutMs: 30_000 },
    );
    expect(agree, JSON.stringify(await counts())).toBe(true);
  });

  test('knows type, help and unit of each metric', async () => {
    await prometheus.queryUntil(
      't_kinds_gauge{job=~"text|openmetrics"}',
      ({ length }) => length === 2,
    );
    expect(await metadata('text')).toEqual({
      t_kinds_gauge: ['gauge', 'A GAUGE.', ''],
      t_kinds_seconds: ['histogram', 'A histogram.', ''],
      t_kinds_good_total: ['counter', 'A COUNTER.', ''],
      t_kinds_plain_counter: ['counter', 'A COUNTER.', ''],
    });
    // OpenMetrics knows a counter by its name without _total, and one that lacks it as unknown.
    expect(await metadata('openmetrics')).toEqual({
      t_kinds_gauge: ['gauge', 'A GAUGE.', ''],
      t_kinds_seconds: ['histogram', 'A histogram.', 'seconds'],
      t_kinds_good: ['counter', 'A COUNTER.', ''],
      t_kinds_plain_counter: ['unknown', 'A COUNTER.', ''],
    });
  });

  test('gets its page in time although a query takes longer than the scrape may', async () => {
    const slow = '{job="slow"}';
    const [up] = await prometheus.queryUntil(`up${slow}`, (samples) => samples.length === 1);
    expect(up?.value).toBe('1');
    const seconds = Number((await values(`scrape_duration_seconds${slow}`))[0]);
    expect(seconds).toBeGreaterThan(1);
    expect(seconds).toBeLessThan(2);
    expect(await values(`pgvitals_query_success{job="slow", query="t_slow"}`)).toEqual(['0']);
    expect(await values(`t_kinds_gauge${slow}`)).toEqual(['1']);
    expect(await values(`pg_up${slow}`)).toEqual(['1']);
  });

  test('has nothing to complain about', async () => {
    const targets = (await prometheus.api('targets?state=active')) as {
      readonly activeTargets: readonly { readonly lastError: string }[];
    };
    expect(targets.activeTargets.map(({ lastError }) => lastError)).toEqual(Array(6).fill(''));
    const complaints = prometheus
      .log()
      .split('\n')
      .filter((line) => COMPLAINT.test(line));
    expect(complaints).toEqual([]);
  });
});

const COMPLAINT = /level=(warn|error)|Scrape failed|err=/i;

async function values(promql: string): Promise<readonly string[]> {
  return (await prometheus.query(promql)).map(({ value }) => value);
}

async function metadata(job: string): Promise<Readonly<Record<string, readonly string[]>>> {
  const target = encodeURIComponent(`{job="${job}"}`);
  const entries = (await prometheus.api(`targets/metadata?match_target=${target}`)) as readonly {
    readonly metric: string;
    readonly type: string;
    readonly help: string;
    readonly unit: string;
  }[];
  const own = entries.filter(({ metric }) => metric.startsWith('t_kinds_'));
  return Object.fromEntries(
    own.map(({ metric, type, help, unit }) => [metric, [type, help, unit]]),
  );
}

/** Prometheus prefers OpenMetrics; this asks for the text format in its name. */
async function proxyForText(url: string): Promise<http.Server> {
  const server = http.createServer(async (request, response) => {
    const page = await fetch(url + request.url, {
      headers: { accept: 'text/plain;version=0.0.4' },
    });
    response.setHeader('content-type', page.headers.get('content-type') ?? '');
    Readable.fromWeb(page.body as Parameters<typeof Readable.fromWeb>[0]).pipe(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

function portOf(server: http.Server): number {
  return (server.address() as AddressInfo).port;
}

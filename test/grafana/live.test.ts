import { expect, it } from 'vitest';
import { waitUntil } from '../../src/demo/embedded/wait-until.ts';
import { DASHBOARDS } from '../../src/grafana/dashboards.ts';
import { type GrafanaRequest, requestsOf, shippedDashboards } from './grafana-requests.ts';
import type { LivePrometheus } from './live-prometheus.ts';
import { startLiveStack } from './live-stack.ts';

interface Answer {
  readonly result: readonly {
    readonly metric: Readonly<Record<string, string>>;
    readonly value?: readonly [number, string];
    readonly values?: readonly (readonly [number, string])[];
  }[];
}

const exempt = new Map(
  DASHBOARDS.flatMap(({ rows, uid }) =>
    rows.flatMap(({ panels }) =>
      panels.flatMap((panel) =>
        panel.exempt === undefined ? [] : [[`${uid} "${panel.title}"`, panel.exempt] as const],
      ),
    ),
  ),
);

it('returns data for every query of every panel, variable and mark', {
  timeout: 150_000,
}, async () => {
  await using stack = await startLiveStack(enoughToLookAt);
  const { prometheus } = stack;
  console.log('ready', performance.now());
  if (process.env.PGVITALS_KEEP_LIVE !== undefined) {
    console.log(prometheus.url);
    await new Promise((resolve) => setTimeout(resolve, 3_600_000));
  }
  const values = { ...VALUES, queryid: await busiestQuery(prometheus) };
  const requests = shippedDashboards().flatMap((dashboard) => requestsOf(dashboard, values));
  expect(requests.length).toBeGreaterThan(300);
  const silent: string[] = [];
  for (const request of requests) {
    const found = await ask(prometheus, request);
    if (!found && ![...exempt.keys()].some((place) => request.place.startsWith(place))) {
      silent.push(`${request.place}: ${request.expr}`);
    }
  }
  console.log(`${requests.length} queries of dashboards answered; ${exempt.size} panels exempt.`);
  console.log('asked', performance.now());
  expect(silent).toEqual([]);
});

/** As in a graph over three hours on a panel of a third of the screen. */
const VALUES: Readonly<Record<string, string>> = {
  instance: 'shop',
  __rate_interval: '20s',
  __range: '10800s',
};

async function ask(prometheus: LivePrometheus, request: GrafanaRequest): Promise<boolean> {
  const { expr, instant, label } = request;
  const now = Date.now() / 1000;
  if (label !== undefined) {
    const names = await prometheus.api<readonly string[]>(`label/${label}/values`, {
      'match[]': expr,
      start: String(now - 60),
      end: String(now),
    });
    return names.length > 0;
  }
  const time = { query: expr, time: String(now) };
  const range = { query: expr, start: String(now - 45), end: String(now), step: '15' };
  const { result } = await prometheus
    .api<Answer>(instant ? 'query' : 'query_range', instant ? time : range)
    .catch((cause) => {
      throw new Error(`${request.place}: ${expr}`, { cause });
    });
  return result.some(({ value, values = [] }) =>
    [...(value === undefined ? [] : [value]), ...values].some(([, text]) =>
      Number.isFinite(Number(text)),
    ),
  );
}

/** Rates need several scrapes; rules that look back need those of other rules. */
async function enoughToLookAt(prometheus: LivePrometheus): Promise<void> {
  const since = Date.now() / 1000;
  const query = [
    'count(count_over_time(pg_up[20s]) >= 4) >= 3',
    'count(database_class:pg_query_p99_of_target:factor5m) > 0',
    'count(query:pg_stat_statements_mean:seconds1h) > 0',
    'count(ALERTS{alertstate="firing"}) > 2',
  ].join(' and ');
  const ready = async () => {
    if (Date.now() / 1000 - since < 8) return false;
    return (await prometheus.api<Answer>('query', { query })).result.length > 0;
  };
  if (await waitUntil(ready, { timeoutMs: 40_000, intervalMs: 250 })) return;
  throw new Error(`Prometheus does not see enough: ${query}`);
}

async function busiestQuery(prometheus: LivePrometheus): Promise<string> {
  const query = 'topk(1, sum by (queryid) (pg_stat_statements_calls_total{queryid!="rest"}))';
  const { result } = await prometheus.api<Answer>('query', { query });
  return result[0]?.metric.queryid ?? '';
}

import { expect, it } from 'vitest';
import { waitUntil } from '../../src/demo/embedded/wait-until.ts';
import { DASHBOARDS } from '../../src/grafana/dashboards.ts';
import { enoughToLookAt } from './enough-to-look-at.ts';
import { type GrafanaRequest, requestsOf, shippedDashboards } from './grafana-requests.ts';
import type { Answer, LivePrometheus } from './live-prometheus.ts';
import { startLiveStack } from './live-stack.ts';

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
  const values = { ...VALUES, queryid: await busiestQuery(prometheus) };
  const requests = shippedDashboards().flatMap((dashboard) => requestsOf(dashboard, values));
  expect(requests.length).toBeGreaterThan(300);
  let silent: readonly GrafanaRequest[] = requests.filter(isNotExempt);
  // A scrape may fail on a busy machine, and a panel is empty until the next.
  const answered = async () => {
    silent = await withoutAnswer(prometheus, silent);
    return silent.length === 0;
  };
  await waitUntil(answered, { timeoutMs: 20_000, intervalMs: 2000 });
  process.stdout.write(
    `${requests.length} queries of dashboards answered; ${exempt.size} panels exempt.\n`,
  );
  expect(silent.map(({ expr, place }) => `${place}: ${expr}`)).toEqual([]);
});

/** As in a graph over three hours on a panel of a third of the screen. */
const VALUES: Readonly<Record<string, string>> = {
  instance: 'shop',
  __rate_interval: '20s',
  __range: '10800s',
};

function isNotExempt({ place }: GrafanaRequest): boolean {
  return ![...exempt.keys()].some((panel) => place.startsWith(panel));
}

async function withoutAnswer(
  prometheus: LivePrometheus,
  requests: readonly GrafanaRequest[],
): Promise<readonly GrafanaRequest[]> {
  const silent: GrafanaRequest[] = [];
  for (const request of requests) if (!(await ask(prometheus, request))) silent.push(request);
  return silent;
}

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

async function busiestQuery(prometheus: LivePrometheus): Promise<string> {
  const query = 'topk(1, sum by (queryid) (pg_stat_statements_calls_total{queryid!="rest"}))';
  const { result } = await prometheus.api<Answer>('query', { query });
  return result[0]?.metric.queryid ?? '';
}

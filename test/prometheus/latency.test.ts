import { describe, expect, test } from 'vitest';
import { latencyBounds } from '../../src/statements/latency-bounds.ts';
import { SHIPPED_CLASSES } from '../../src/statements/shipped-classes.ts';
import { startServer } from '../helpers/servers.ts';
import { startExporter } from '../http/running-exporter.ts';
import { type RunningPrometheus, runPrometheus } from './run-prometheus.ts';

const SESSIONS = 8;
const RUN_MS = 7000;
const QUANTILES = [
  [0.5, 0.1],
  [0.95, 0.15],
  [0.99, 0.25],
] as const;

describe('percentiles of a query class in Prometheus', () => {
  test('are those of the durations, for two servers that scrape out of step', async () => {
    await using server = await startServer(18);
    await using exporter = await startExporter({
      targets: { main: { url: server.uri({ user: 'pgvitals' }) } },
    });
    const call = (session: Awaited<ReturnType<typeof server.connect>>, seconds: number) =>
      session.query('SELECT pg_sleep($1)', { values: [seconds] });
    const sessions = await Promise.all(
      Array.from({ length: SESSIONS }, () => server.connect({ user: 'plain' })),
    );
    // Known with its text before anything is measured.
    await call(sessions[0] ?? expect.fail(), 0.001);
    const job = (scrape_interval: string) => [
      {
        job_name: 'pgvitals',
        scrape_interval,
        scrape_timeout: scrape_interval,
        params: { query: ['pg_stat_statements'] },
        static_configs: [{ targets: [new URL(exporter.url).host] }],
      },
    ];
    await using one = await runPrometheus(job('2s'));
    await using two = await runPrometheus(job('2700ms'));
    for (const prometheus of [one, two]) {
      await prometheus.queryUntil(COUNT, ([sample]) => Number(sample?.value) >= 0);
    }

    const durations: number[] = [];
    const end = performance.now() + RUN_MS;
    await Promise.all(
      sessions.map(async (session, seed) => {
        for (let number = 0; performance.now() < end; number++) {
          const seconds = lognormal(seed * 10_000 + number);
          await call(session, seconds);
          durations.push(seconds);
        }
        await session.close();
      }),
    );
    expect(durations.length).toBeGreaterThan(800);
    for (const prometheus of [one, two]) {
      await prometheus.queryUntil(COUNT, ([sample]) => Number(sample?.value) >= durations.length);
    }
    const bounds = latencyBounds(
      SHIPPED_CLASSES.flatMap(({ targetSeconds }) => targetSeconds ?? []),
    );
    // pg_sleep wakes up late, and later on a busy machine; that is a part of what the server counts.
    const [total] = await one.query(
      `pg_query_class_latency_seconds_sum${SERIES} / pg_query_class_latency_seconds_count${SERIES}`,
    );
    const asleep = durations.reduce((sum, seconds) => sum + seconds, 0) / durations.length;
    const late = Number(total?.value) - asleep;
    expect(late).toBeGreaterThan(0);
    const real = durations.map((seconds) => seconds + late);
    for (const [quantile, tolerance] of QUANTILES) {
      const truth = quantileThroughBuckets(real, quantile, bounds);
      const [first, second] = [await asked(one, quantile), await asked(two, quantile)];
      const says = `p${quantile * 100}: truth ${truth.toFixed(4)}, found ${first.toFixed(4)} and ${second.toFixed(4)}`;
      expect(Math.abs(first / truth - 1), says).toBeLessThan(tolerance);
      expect(Math.abs(second / truth - 1), says).toBeLessThan(tolerance);
      expect(Math.abs(first / second - 1), says).toBeLessThan(0.1);
    }
  });
});

const SERIES = '{class="other",user="plain"}';
const COUNT = `pg_query_class_latency_seconds_count${SERIES}`;

async function asked(prometheus: RunningPrometheus, quantile: number): Promise<number> {
  const [sample] = await prometheus.query(
    `histogram_quantile(${quantile}, sum by (le, class) (rate(pg_query_class_latency_seconds_bucket${SERIES}[1m])))`,
  );
  return Number(sample?.value);
}

/** Median 20 ms, sigma 0.6; the same numbers in every run. */
function lognormal(seed: number): number {
  const uniform = (salt: number) => {
    const x = Math.sin(seed * 12.9898 + salt * 78.233) * 43758.5453;
    return Math.min(Math.max(x - Math.floor(x), 1e-9), 1 - 1e-9);
  };
  const normal = Math.sqrt(-2 * Math.log(uniform(1))) * Math.cos(2 * Math.PI * uniform(2));
  return 0.02 * Math.exp(0.6 * normal);
}

/** As histogram_quantile reads them, so that only the estimate differs. */
function quantileThroughBuckets(
  values: readonly number[],
  quantile: number,
  bounds: readonly number[],
): number {
  const rank = quantile * values.length;
  let [below, lower] = [0, 0];
  for (const upper of bounds) {
    const inside = values.filter((value) => value <= upper).length;
    if (inside >= rank) return lower + ((upper - lower) * (rank - below)) / (inside - below);
    [below, lower] = [inside, upper];
  }
  return lower;
}

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { prometheusClient } from '../../src/prometheus/prometheus-client.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { type RunningPrometheus, runPrometheus } from '../prometheus/run-prometheus.ts';
import { runMain } from './run-main.ts';

const HOUR = 3600;
const STEP = 120;
const QUERY = 'select | from <b> where id = $1';

/**
 * Two days in which class single was called ten times a second: 10 ms each on the first day, 30 ms
 * on the second, but for ten minutes eleven and a half hours ago with a second. One alert fired for six hours.
 */
function history(now: number): string {
  const samples = new Map<string, string[]>();
  const add = (name: string, labels: string, value: number, at: number) => {
    const line = `${name}{instance="orders",job="p"${labels}} ${value} ${at}`;
    samples.set(name, [...(samples.get(name) ?? []), line]);
  };
  let [calls, seconds] = [0, 0];
  for (let at = now - 49 * HOUR; at <= now; at += STEP) {
    const ago = now - at;
    const mean = ago < 11.5 * HOUR && ago >= 11.5 * HOUR - 600 ? 1 : ago > 24 * HOUR ? 0.01 : 0.03;
    calls += 10 * STEP;
    seconds += 10 * STEP * mean;
    const single = ',class="single",datname="shop",user="app"';
    add('pg_query_class_calls_total', single, calls, at);
    add('pg_query_class_seconds_total', single, seconds, at);
    add('pg_query_class_over_target_calls_total', single, calls / 20, at);
    add('pg_query_class_target_seconds', ',class="single"', 0.051, at);
    const statement = ',queryid="42",datname="shop",user="app"';
    add('pg_stat_statements_calls_total', statement, calls, at);
    add('pg_stat_statements_seconds_total', statement, seconds, at);
    const text = `${statement},class="single",query="${QUERY}"`;
    add('pg_stat_statements_query_info', text, 1, at);
    add('pg_stat_database_xact_commit', ',datname="shop"', calls, at);
    add('pg_stat_database_xact_rollback', ',datname="shop"', calls / 100, at);
    add('pg_stat_database_blks_hit', ',datname="shop"', calls * 9, at);
    add('pg_stat_database_blks_read', ',datname="shop"', calls, at);
    add('host:pg_cpu_used:ratio5m', '', ago < 1.5 * HOUR ? 0.9 : 0.4, at);
    add('pg_up', '', ago < 14 * HOUR && ago > 13 * HOUR ? 0 : 1, at);
    add('pg_postmaster_start_time_seconds', '', ago > 13 * HOUR ? 1 : 2, at);
    if (ago > 2 * HOUR && ago < 8 * HOUR) {
      const labels = ',alertname="PostgresLongQuery",alertstate="firing",severity="warning"';
      add('ALERTS', labels, 1, at);
    }
  }
  const families = [...samples].map(
    ([name, lines]) => `# TYPE ${name} gauge\n${lines.join('\n')}\n`,
  );
  return `${families.join('')}# EOF\n`;
}

describe('pgvitals report', () => {
  let prometheus: RunningPrometheus;

  beforeAll(async () => {
    prometheus = await runPrometheus([], {}, { history: history(Math.floor(Date.now() / 1000)) });
  });

  afterAll(() => prometheus[Symbol.asyncDispose]());

  const run = (...argv: readonly string[]) =>
    runMain(['report', '--prometheus', prometheus.url, ...argv], { COLUMNS: '80' });

  test('has the figures of the day, as JSON', async () => {
    const { code, stderr, stdout } = await run('--format', 'json');
    expect([code, stderr]).toEqual([0, '']);
    const report = JSON.parse(stdout);
    expect(report.server).toBe('orders');
    const { summary } = report;
    // Ten a second for a day, ten minutes of it with a second each.
    expect(summary.statements / 864_000).toBeCloseTo(1, 1);
    expect(summary.mean_seconds).toBeCloseTo(0.03 + 0.97 * (600 / 86_400), 3);
    expect(summary.rollbacks / 8640).toBeCloseTo(1, 1);
    expect(summary.cache_hit_ratio).toBeCloseTo(0.9, 3);
    expect(summary.up_ratio).toBeCloseTo(23 / 24, 2);
    expect(summary.restarts).toBe(1);
    expect(report.classes).toMatchObject([{ class: 'single', target_seconds: 0.051 }]);
    expect(report.classes[0].over_target_ratio).toBeCloseTo(0.05, 3);
    const [statement] = report.statements.most_time;
    expect(statement).toMatchObject({ queryid: '42', database: 'shop', user: 'app', query: QUERY });
    expect(statement.share_ratio).toBe(1);
    expect(statement.mean_factor).toBeGreaterThan(3);
    expect(report.resources).toContainEqual(
      expect.objectContaining({ resource: 'CPU', most: 0.9, last: 0.9 }),
    );
  });

  test('finds the moment that was unlike the others', async () => {
    const { anomalies } = JSON.parse((await run('--format', 'json')).stdout);
    expect(anomalies).toHaveLength(1);
    expect(anomalies[0]).toMatchObject({ what: 'mean time of class single', unit: 'seconds' });
    expect(anomalies[0].value).toBeGreaterThan(0.5);
    expect(anomalies[0].median).toBeCloseTo(0.03, 3);
    const hoursAgo = (Date.now() - Date.parse(anomalies[0].at)) / HOUR / 1000;
    expect(hoursAgo).toBeGreaterThan(11.2);
    expect(hoursAgo).toBeLessThan(11.6);
  });

  test('tells which alert fired and for how long, and what to do', async () => {
    const { alerts, recommendations } = JSON.parse((await run('--format', 'json')).stdout);
    expect(alerts).toMatchObject([
      { alert: 'PostgresLongQuery', severity: 'warning', firing: false },
    ]);
    expect(alerts[0].seconds / HOUR).toBeGreaterThan(5.7);
    expect(alerts[0].seconds / HOUR).toBeLessThan(6.4);
    const all = recommendations.map(({ what }: { what: string }) => what).join('\n');
    expect(all).toContain('was restarted once');
    expect(all).toContain('PostgresLongQuery fired for more than a fifth of this time.');
    expect(all).toContain('CPU: up to 90%');
    expect(all).toContain('5% of class single took longer than 51.0 ms.');
    expect(all).toMatch(/^Statement 42 takes 3\.\d+ times as long as before/m);
    expect(all).toContain('90% of the blocks were found in shared buffers.');
  });

  test('fits a terminal, with what to do before what it follows from', async () => {
    const { stdout } = await run();
    expect(stdout).toMatch(/^Report on orders\nFrom \d{4}-\d\d-\d\d \d\d:\d\d to .* UTC\n/);
    expect(stdout.indexOf('RECOMMENDATIONS')).toBeLessThan(stdout.indexOf('QUERY CLASSES'));
    expect(stdout.split('\n').filter((line) => [...line].length > 80)).toEqual([]);
    expect(stdout).not.toMatch(/undefined|NaN|null|Infinity/);
  });

  test('names and statements are text in Markdown and HTML, never markup', async () => {
    const { stdout: markdown } = await run('--format', 'markdown');
    expect(markdown).toContain('select \\| from \\<b\\> where id = $1 |');
    const { stdout: html } = await run('--format', 'html');
    expect(html).not.toContain('<b>');
    expect(html).toContain('select | from &#60;b&#62; where id');
    expect(html).not.toMatch(/<script|https?:/);
  });

  test('keeps the last ones in a folder, each by its server, period and time', async () => {
    const folder = await temporaryFolder();
    const { code, stdout } = await run('--out', join(folder, 'one.html'));
    expect([code, stdout]).toEqual([0, `${join(folder, 'one.html')}\n`]);
    expect(await readFile(join(folder, 'one.html'), 'utf8')).toMatch(/^<!doctype html>/);
    const kept = join(folder, 'kept/');
    await run('--out', kept, '--period', 'week', '--format', 'json');
    for (const keep of ['1', '1']) await run('--out', kept, '--format', 'markdown', '--keep', keep);
    const names = (await readdir(kept)).sort();
    expect(names).toEqual([
      expect.stringMatching(/^orders_day_\d{4}-\d\d-\d\d_\d{4}\.md$/),
      expect.stringMatching(/^orders_week_\d{4}-\d\d-\d\d_\d{4}\.json$/),
    ]);
  });

  test('takes a time of its own, and says what is wrong with one', async () => {
    const at = (hours: number) => new Date(Date.now() - hours * HOUR * 1000).toISOString();
    const { stdout } = await run('--from', at(11), '--to', at(9), '--format', 'json');
    const { alerts, anomalies, summary } = JSON.parse(stdout);
    expect(summary.statements / 72_000).toBeCloseTo(1, 1);
    expect([alerts, anomalies]).toEqual([[], []]);
    expect(await run('--from', at(1), '--to', at(2))).toMatchObject({
      code: 2,
      stderr: 'pgvitals: expected ten minutes at least between --from and --to\n',
    });
    expect((await run('--from', 'yesterday')).stderr).toContain('Expected a time such as');
  });

  test('passes on why Prometheus refused', async () => {
    await expect(prometheusClient(prometheus.url).query('sum(')).rejects.toThrow(
      /^Prometheus at \S+ refused: .*parse error/,
    );
  });

  test('says what it needs', async () => {
    expect(await runMain(['report'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('give --prometheus or PGVITALS_PROMETHEUS_URL'),
    });
    expect((await run('--instance', 'nope')).stderr).toContain('knows the instances orders');
  });
});

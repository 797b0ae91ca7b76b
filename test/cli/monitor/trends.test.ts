import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sparkline } from '../../../src/console/sparkline.ts';
import { trendOf } from '../../../src/trends/trend.ts';
import { MAJORS } from '../../helpers/servers.ts';
import { sharedServer } from '../../helpers/shared.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';
import { type RunningPrometheus, runPrometheus } from '../../prometheus/run-prometheus.ts';
import { runMain } from '../run-main.ts';

const HOUR = 3600;
const STEP = HOUR / 3;

/** 62 days in which the transactions doubled a week ago, and the size grew evenly. */
function history(now: number): string {
  const start = now - 62 * 24 * HOUR;
  const lines: Record<string, string[]> = {
    commits: [],
    back: [],
    size: [],
    up: [],
    hit: [],
    read: [],
  };
  let commits = 0;
  for (let at = start; at <= now; at += STEP) {
    commits += (at > now - 7 * 24 * HOUR ? 20 : 10) * STEP;
    const labels = '{datname="d",instance="orders",job="p"}';
    lines.commits?.push(`pg_stat_database_xact_commit_total${labels} ${commits} ${at}`);
    lines.back?.push(`pg_stat_database_xact_rollback_total${labels} 0 ${at}`);
    lines.hit?.push(`pg_stat_database_blks_hit_total${labels} ${commits * 9} ${at}`);
    lines.read?.push(`pg_stat_database_blks_read_total${labels} ${commits} ${at}`);
    lines.size?.push(`pg_database_size_bytes${labels} ${1e9 + (at - start) * 1000} ${at}`);
    lines.up?.push(`pg_up{instance="orders",job="p"} 1 ${at}`);
  }
  const family = (name: string, type: string, samples: readonly string[] = []) =>
    `# TYPE ${name} ${type}\n${samples.join('\n')}\n`;
  return [
    family('pg_stat_database_xact_commit', 'gauge', lines.commits),
    family('pg_stat_database_xact_rollback', 'gauge', lines.back),
    family('pg_stat_database_blks_hit', 'gauge', lines.hit),
    family('pg_stat_database_blks_read', 'gauge', lines.read),
    family('pg_database_size_bytes', 'gauge', lines.size),
    family('pg_up', 'gauge', lines.up),
    '# EOF\n',
  ]
    .join('')
    .replaceAll('_total{', '{');
}

describe('monitor trends from Prometheus', () => {
  let prometheus: RunningPrometheus;

  beforeAll(async () => {
    prometheus = await runPrometheus([], {}, { history: history(Math.floor(Date.now() / 1000)) });
  });

  afterAll(() => prometheus[Symbol.asyncDispose]());

  const run = (argv: readonly string[] = []) =>
    runMain(['monitor', 'trends', '--prometheus', prometheus.url, ...argv], { COLUMNS: '80' });

  test('has day, week and month with what changed, and their lines', async () => {
    const { code, stderr, stdout } = await run();
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain('Last day against the day before:\n');
    expect(stdout).toMatch(/^transactions +10\/s +1\d\.\d\/s +\+\d+\.\d% +changed +[▁-█]{24}$/m);
    expect(stdout).toMatch(/^cache hits +90% +90% +(\+|-)?0\.0 pt +/m);
    expect(stdout.split('\n').filter((line) => [...line].length > 80)).toEqual([]);
  });

  test('the numbers are those of the time, as JSON', async () => {
    const { stdout } = await run(['--json']);
    const { day, month, week } = JSON.parse(stdout);
    const of = (list: readonly { name: string }[], name: string) =>
      list.find((one) => one.name === name);
    expect(of(day, 'transactions')).toMatchObject({ verdict: 'same' });
    const weekly = of(week, 'transactions') as unknown as { before: number; now: number };
    expect(weekly).toMatchObject({ verdict: 'changed' });
    expect(weekly.before).toBeCloseTo(10, 0);
    expect(weekly.now).toBeCloseTo(20, 0);
    expect(of(month, 'database size')).toMatchObject({ unit: 'bytes', verdict: 'changed' });
    expect(of(week, 'p95')).toBe(undefined);
  });

  test('a server that Prometheus does not know is told apart', async () => {
    expect((await run(['--period', 'day', '--instance', 'nope'])).stderr).toBe(
      'pgvitals: Prometheus knows the instances orders, and not nope; choose one with --instance\n',
    );
    const down = await runMain(['monitor', 'trends', '--prometheus', 'http://127.0.0.1:1']);
    expect([down.code, down.stderr]).toEqual([1, expect.stringContaining('cannot be reached')]);
    const wrong = await runMain(['monitor', 'trends', '--prometheus', 'localhost']);
    expect(wrong.stderr).toContain('expected such as http://host:9090');
  });
});

describe('monitor trends from baselines', () => {
  const server = sharedServer(MAJORS.at(-1) ?? 18);
  const env = { DATABASE_URL: server.uri({ user: 'pgvitals' }), COLUMNS: '100' };

  test('compares with the baseline that is as old as the period, or says that there is none', async () => {
    const folder = await temporaryFolder();
    const run = (...argv: readonly string[]) => runMain([...argv, '--folder', folder], env);
    await run('baseline', 'create', 'young', '--window', '100ms');
    expect((await run('monitor', 'trends')).stdout).toContain('No baseline is old enough');
    const shown = JSON.parse((await run('baseline', 'show', '--json')).stdout);
    const place = join(folder, 'default');
    await mkdir(place, { recursive: true });
    for (const days of [1.2, 6, 8.5]) {
      const name = `old-${days}`;
      const at = new Date(Date.now() - days * 24 * HOUR * 1000).toISOString();
      await writeFile(join(place, `${name}.json`), JSON.stringify({ ...shown, name, at }));
    }
    const { code, stdout } = await run('monitor', 'trends');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Over the last day\. From old-1\.2 \(/m);
    expect(stdout).toMatch(/^Over the last week\. From old-6 \(/m);
    expect(stdout).not.toContain('Over the last month');
    expect(stdout).toMatch(/^database size +\d/m);
  });
});

test('a line of blocks goes from the lowest to the highest, and is level where nothing moved', () => {
  expect(sparkline([0, 7, null, 3.5])).toBe('▁█ ▅');
  expect(sparkline([5, 5])).toBe('▄▄');
  expect(sparkline([null])).toBe(' ');
});

test('a time without samples is not taken for zero', () => {
  const signal = { name: 's', unit: 'count', better: 'lower', promql: () => '' } as const;
  const points = [
    { at: 1000, value: 4 },
    { at: 990, value: 6 },
    { at: 1000 - 30 * 10, value: 1 },
    { at: 995, value: Number.NaN },
  ];
  const trend = trendOf(signal, { labels: {}, points }, 1000, 10);
  expect(trend).toMatchObject({ before: 1, now: 5, change: 4, verdict: 'worse' });
  expect(trend.points.filter((value) => value !== null)).toEqual([6, 4]);
  expect(trendOf(signal, { labels: {}, points: [] }, 1000, 10)).toMatchObject({
    verdict: 'unknown',
  });
});

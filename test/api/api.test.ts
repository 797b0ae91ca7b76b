import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freePort } from '../../src/demo/embedded/free-port.ts';
import { runMain } from '../cli/run-main.ts';
import { MAJORS } from '../helpers/servers.ts';
import { sharedServer } from '../helpers/shared.ts';
import type { ServerView } from '../helpers/test-server.ts';
import { type RunningExporter, startExporter } from '../http/running-exporter.ts';

const PERFORMANCE = '/api/v1/admin/performance';

let server: ServerView;
let database = '';
let exporter: RunningExporter;

beforeAll(async () => {
  server = sharedServer(MAJORS.at(-1) ?? 18);
  database = await server.createDatabase();
  const session = await server.connect({ database });
  await session.query('CREATE TABLE api_things (id int PRIMARY KEY, name text)');
  await session.query('CREATE INDEX api_unused ON api_things (name)');
  await session.query("INSERT INTO api_things SELECT i, 'x' FROM generate_series(1, 1000) i");
  await session.query('CREATE EXTENSION pg_stat_statements');
  await session.query('SELECT /* hunter2 */ pg_sleep(0.15) AS api_slow');
  await session.close();
  exporter = await startExporter(
    {
      targets: {
        main: { url: server.uri({ user: 'pgvitals', database }) },
        gone: { host: '127.0.0.1', port: await freePort(), user: 'pgvitals' },
      },
    },
    { withApi: true },
  );
});

afterAll(async () => {
  await exporter[Symbol.asyncDispose]();
  await server.dropDatabase(database);
});

describe('the API', () => {
  test('lists statements that are slow on average, without what their authors would hide', async () => {
    const own = `database=${database}&limit=1000`;
    const slow = await rows(`/slow-queries?min_duration_ms=120&${own}`);
    expect(slow).toContainEqual(
      expect.objectContaining({ calls: 1, database, query: 'select pg_sleep($1) as api_slow' }),
    );
    for (const { mean_seconds } of slow) expect(mean_seconds).toBeGreaterThanOrEqual(0.12);
    expect(JSON.stringify(slow)).not.toContain('hunter2');
    expect(await rows(`/slow-queries?min_duration_ms=100000&${own}`)).toEqual([]);
  });

  test('lists no more than it was asked for, the most expensive first', async () => {
    const top = await rows(`/top-queries?limit=3`);
    const times = top.map(({ total_seconds }) => Number(total_seconds));
    expect(times).toHaveLength(3);
    expect(times).toEqual([...times].sort((a, b) => b - a));
    const cold = await rows('/low-cache-hit?max_cache_ratio=0.5');
    for (const { cache_hit_ratio } of cold) expect(cache_hit_ratio).toBeLessThanOrEqual(0.5);
  });

  test('tells of the database, its tables and its indexes what the command line tells', async () => {
    const env = { DATABASE_URL: server.uri({ user: 'pgvitals', database }) };
    const cli = JSON.parse((await runMain(['tables', '--json', '--limit', '0'], env)).stdout);
    const [table] = await rows(`/table-stats?database=${database}`);
    expect(table).toMatchObject({ schema: 'public', table: 'api_things' });
    expect(Object.keys(table ?? {})).toEqual(Object.keys(cli[0]));
    const unused = await rows(`/index-usage?database=${database}&problems=true`);
    expect(unused.map(({ index }) => index)).toEqual(['api_unused']);
    const response = await exporter.get(`${PERFORMANCE}/database-stats`);
    const stats = (await response.json()) as Record<string, unknown>;
    expect(stats).toMatchObject({
      connections_max: expect.any(Number),
      databases: expect.any(Array),
    });
    expect(stats.cache_hit_ratio).toBeGreaterThan(0);
    expect(stats.cache_hit_ratio).toBeLessThanOrEqual(1);
  });

  test('describes itself, and every address that it describes answers', async () => {
    const description = (await (await exporter.get('/api/v1/openapi.json')).json()) as {
      readonly openapi: string;
      readonly paths: Readonly<Record<string, unknown>>;
    };
    expect(description.openapi).toBe('3.1.0');
    const paths = Object.keys(description.paths);
    expect(paths).toHaveLength(7);
    for (const path of paths) {
      const response = await exporter.get(path);
      expect(response.status, path).toBe(200);
      expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
    }
  });

  test('judges the server by its thresholds, the worst first', async () => {
    const response = await exporter.get('/health/db');
    const checks = (await response.json()) as readonly Readonly<Record<string, string>>[];
    const down = checks.find(({ check_name }) => check_name === 'Server Down');
    expect(down).toMatchObject({ status: 'GOOD', recommendation: 'None' });
    const cache = checks.find(({ check_name }) => check_name === 'Cache Hit Ratio');
    expect(Number.parseFloat(cache?.value ?? '')).toBeGreaterThan(0);
    const order = ['CRITICAL', 'WARNING', 'INFO', 'GOOD'];
    const found = checks.map(({ status }) => order.indexOf(status ?? ''));
    expect(found).toEqual([...found].sort((a, b) => a - b));
    expect(found).not.toContain(-1);
  });

  test.each([
    ['/slow-queries?min_duration_ms=long', 400, 'min_duration_ms is wrong'],
    ['/top-queries?limit=0', 400, 'limit is wrong'],
    ['/top-queries?limt=3', 400, 'did you mean "limit"?'],
    ['/table-stats?sort=colour', 400, 'sort is wrong'],
    ['/top-queries?target=maim', 404, 'did you mean "main"?'],
    ['/all-queries', 404, '/slow-queries, '],
    ['/top-queries?target=gone', 503, 'target gone cannot be reached (refused)'],
    ['/table-stats?target=gone', 503, 'target gone cannot be reached'],
  ])('says what is wrong with %s', async (path, status, message) => {
    const response = await exporter.get(PERFORMANCE + path);
    expect(response.status).toBe(status);
    expect(await response.json()).toEqual({ error: expect.stringContaining(message) });
  });

  test('says that a server is down where its health is asked for', async () => {
    expect((await exporter.get('/health/db?target=gone')).status).toBe(503);
  });

  test('is off unless it was switched on, and says how', async () => {
    const config = { targets: { main: { url: server.uri({ user: 'pgvitals', database }) } } };
    await using plain = await startExporter(config);
    for (const path of [`${PERFORMANCE}/top-queries`, '/health/db', '/api/v1/openapi.json']) {
      const response = await plain.get(path);
      expect(response.status).toBe(403);
      expect(await response.text()).toContain('--web.enable-admin-api');
    }
  });
});

async function rows(path: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const response = await exporter.get(PERFORMANCE + path);
  const text = await response.text();
  expect(response.status, text).toBe(200);
  return JSON.parse(text);
}

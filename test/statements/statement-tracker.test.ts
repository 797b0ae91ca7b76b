import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { waitUntil } from '../../src/demo/embedded/wait-until.ts';
import type { ScrapeResult } from '../../src/scrape/scrape-result.ts';
import type { OpenTarget } from '../helpers/open-target.ts';
import { MAJORS, startServer, type TestServer } from '../helpers/servers.ts';
import { fallen, statementPage, statementTarget } from './statement-target.ts';

const APP = { user: 'plain' } as const;

describe.each(MAJORS)('the totals of query classes on PostgreSQL %i', (major) => {
  let server: TestServer;
  let target: OpenTarget;
  let last: ScrapeResult;
  /** Calls of the application since the first look. */
  let truth = 0;
  let skewMs = 0;

  beforeAll(async () => {
    server = await startServer(major, { settings: { 'pg_stat_statements.max': 100 } });
    await server.script(`
      CREATE TABLE items (id int PRIMARY KEY, name text);
      INSERT INTO items SELECT i, 'name ' || i FROM generate_series(1, 1000) i;
      GRANT ALL ON items TO plain;
      CREATE FUNCTION nested() RETURNS bigint LANGUAGE plpgsql AS
        $$BEGIN PERFORM id FROM items WHERE id = 7; RETURN count(*) FROM items; END$$`);
  });

  afterAll(() => server?.remove());

  /** What is counted of the application, after looking whether anything fell. */
  async function counted(): Promise<number> {
    // Texts are read rarely.
    skewMs += 31_000;
    const result = await target.scrape();
    expect(fallen(last, result)).toEqual([]);
    last = result;
    const page = statementPage(result);
    // The histogram has every call in exactly one bucket.
    const mine = { user: 'plain' };
    const calls = page.sum('pg_query_class_calls_total', mine);
    expect(page.sum('pg_query_class_latency_seconds_count', mine)).toBe(calls);
    expect(page.sum('pg_query_class_latency_seconds_bucket', { ...mine, le: '+Inf' })).toBe(calls);
    // Each session of the tests begins with a statement of pgvitals.
    return calls - page.sum('pg_query_class_calls_total', { ...mine, class: 'monitoring' });
  }

  async function call(times: number, sql: string): Promise<void> {
    const session = await server.connect(APP);
    for (let count = 0; count < times; count++) await session.query(sql);
    await session.close();
    truth += times;
  }

  const single = (times: number) => call(times, 'SELECT name FROM items WHERE id = 1');

  test('begin with the first look, and have every call after it in its class', async () => {
    await single(5);
    target = statementTarget(server, { now: () => performance.now() + skewMs });
    last = await target.scrape();
    truth = 0;
    expect(statementPage(last).sum('pg_query_class_calls_total')).toBe(0);
    await single(20);
    await call(3, "UPDATE items SET name = 'x' WHERE id = 2");
    await call(2, 'SELECT id FROM items ORDER BY id LIMIT 10 OFFSET 20');
    await call(4, 'SELECT count(*) FROM items');
    await counted();
    expect(await counted()).toBe(29);
    const page = statementPage(last);
    const byClass = ['single', 'write', 'paginated', 'report'].map((name) =>
      page.sum('pg_query_class_calls_total', { class: name, user: 'plain' }),
    );
    expect(byClass).toEqual([20, 3, 2, 4]);
    const [seconds] = await server.execute(
      `SELECT sum(total_exec_time) / 1000 FROM pg_stat_statements
       WHERE userid = 'plain'::regrole AND query LIKE 'UPDATE%'`,
    );
    const own = { class: 'write', user: 'plain' };
    expect(page.sum('pg_query_class_seconds_total', own)).toBeCloseTo(Number(seconds?.[0]), 12);
    expect(page.sum('pg_query_class_latency_seconds_sum', own)).toBeCloseTo(
      Number(seconds?.[0]),
      12,
    );
    expect(page.sum('pg_query_class_rows_total', own)).toBe(3);
    await target.close();
  });

  test('survive resets, evictions, a crash and a restart to the call', async () => {
    target = statementTarget(server, { now: () => performance.now() + skewMs });
    await single(2);
    last = await target.scrape();
    truth = 0;
    await single(3);
    await counted();
    expect(await counted(), 'before anything happens').toBe(truth);

    await server.script('SELECT pg_stat_statements_reset()');
    await single(9);
    expect(await counted(), 'a reset of all, and more calls than before').toBe(truth);

    await server.script(`SELECT pg_stat_statements_reset(0, 0, queryid)
      FROM pg_stat_statements WHERE query LIKE 'SELECT name FROM items%'`);
    await single(2);
    expect(await counted(), 'a reset of one').toBe(truth);

    if (major >= 17) {
      await server.script('SELECT pg_stat_statements_reset(0, 0, 0, true)');
      await single(2);
      expect(await counted(), 'a reset of minimum and maximum').toBe(truth);
    }

    for (let round = 0; round < 20; round++) {
      // More than of the statements before: the least called ones are evicted, and of these a look
      // must have seen all calls.
      const times = 3 + round;
      const session = await server.connect(APP);
      for (let width = 1; width <= 10; width++) {
        const columns = Array.from({ length: 1 + round * 10 + width }, () => '1').join(', ');
        for (let time = 0; time < times; time++) await session.query(`SELECT ${columns}`);
        truth += times;
      }
      await session.close();
      await single(30);
      await counted();
    }
    expect(await counted(), 'evictions').toBe(truth);
    expect(statementPage(last).sum('pg_stat_statements_evicted_entries_total')).toBeGreaterThan(
      100,
    );

    const victim = await server.connect(APP);
    const killed = server.script(
      `COPY (SELECT 1) TO PROGRAM 'cat > /dev/null; kill -9 ${victim.pid}'`,
    );
    // The crash ends this session, too, and it may be told so.
    await killed.catch(() => undefined);
    await victim.close();
    const up = () =>
      server.execute('SELECT 1').then(
        () => true,
        () => false,
      );
    expect(await waitUntil(async () => victim.closed && (await up()), { timeoutMs: 20_000 })).toBe(
      true,
    );
    await single(4);
    expect(await counted(), 'a crash of a backend').toBe(truth);

    await single(5);
    await server.restart();
    await single(2);
    // Without a time of the last reset, a restart may be another server: what it has is not counted.
    if (major === 13) truth -= 7;
    expect(await counted(), 'a restart').toBe(truth);
    await target.close();
  });

  test('count what a function calls once, and show it apart', async () => {
    target = statementTarget(server, { now: () => performance.now() + skewMs });
    last = await target.scrape();
    truth = 0;
    await server.script('GRANT EXECUTE ON FUNCTION nested() TO plain');
    await call(6, 'SELECT nested()');
    await counted();
    // Before 14 the two levels cannot be told apart.
    expect(await counted()).toBe(major === 13 ? 18 : 6);
    await target.close();
  });
});

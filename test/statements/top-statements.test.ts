import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ScrapeResult } from '../../src/scrape/scrape-result.ts';
import { pageOf } from '../helpers/page.ts';
import { startServer, type TestServer } from '../helpers/servers.ts';
import { samplesOf } from '../metrics/parse-page.ts';
import { statementPage, statementTarget } from './statement-target.ts';

const CALLS = 'pg_stat_statements_calls_total';

describe('the statements that are shown one by one', () => {
  let server: TestServer;
  let other: TestServer;

  beforeAll(async () => {
    [server, other] = await Promise.all([startServer(18), startServer(18)]);
    await server.script(
      'CREATE TABLE items (id int PRIMARY KEY, name text); GRANT ALL ON items TO plain',
    );
  });

  afterAll(() => Promise.all([server?.remove(), other?.remove()]));

  /** Different statements by their number of columns, each so many times. */
  async function call(widths: readonly number[], times: number, on = server): Promise<void> {
    const session = await on.connect({ user: 'plain' });
    for (const width of widths) {
      const columns = Array.from({ length: width }, () => '1').join(', ');
      for (let time = 0; time < times; time++) await session.query(`SELECT ${columns}`);
    }
    await session.close();
  }

  test('lose no call to each other or to the rest, whoever is shown', async () => {
    let skewMs = 0;
    const target = statementTarget(server, {
      config: { top: 3 },
      now: () => performance.now() + skewMs,
    });
    await call([1, 2, 3, 4, 5, 6], 2);
    let before = await target.scrape();
    let increase = 0;
    const everShown = new Set<string>();
    const [[first = '0'] = []] = await server.execute(ALL_CALLS);
    for (let round = 0; round < 12; round++) {
      // Each time another statement is the most frequent one, and goes on when it comes to be shown.
      await call([1 + (round % 6)], 40 + 20 * round);
      await call([1 + ((round + 5) % 6)], 15);
      skewMs += 61_000;
      const after = await target.scrape();
      increase += increaseOf(before, after);
      const shown = statementPage(after).samples(CALLS);
      for (const { labels } of shown) everShown.add(labels.queryid ?? '');
      // Three, half as many who stay, and the rest.
      expect(shown.length).toBeLessThanOrEqual(3 + 2 + 1);
      before = after;
    }
    expect(everShown.size).toBeGreaterThan(4);
    const [[last = '0'] = []] = await server.execute(ALL_CALLS);
    // The two statements that asked for the truth, and their sessions, are among it only partly.
    expect(Math.abs(Number(last) - Number(first) - increase)).toBeLessThanOrEqual(10);
    expect(increase).toBeGreaterThan(1000);
  });

  test('have the values that PostgreSQL has', async () => {
    const target = statementTarget(server);
    await call([9], 50);
    const page = statementPage(await target.scrape());
    const found = await server.execute(
      `SELECT queryid, calls, total_exec_time / 1000 FROM pg_stat_statements
       WHERE userid = 'plain'::regrole AND calls >= 50 AND query NOT LIKE '%pgvitals%'`,
    );
    expect(found.length).toBeGreaterThan(3);
    for (const [queryid, calls, seconds] of found) {
      const labels = { queryid: queryid ?? '', user: 'plain', datname: 'postgres' };
      expect(page.sum(CALLS, labels), `calls of ${queryid}`).toBe(Number(calls));
      expect(page.sum('pg_stat_statements_seconds_total', labels)).toBeCloseTo(Number(seconds), 9);
    }
  });

  test('stay when they fall behind a little, and go when they fall behind far', async () => {
    let skewMs = 0;
    const target = statementTarget(server, {
      config: { top: 2 },
      now: () => performance.now() + skewMs,
    });
    await target.scrape();
    const shown = async () => {
      skewMs += 61_000;
      const page = statementPage(await target.scrape());
      return page.samples(CALLS).map(({ labels }) => labels.queryid);
    };
    await call([20], 400);
    const during = await shown();
    for (let round = 0; round < 12; round++) {
      await call([21, 22, 23, 24], 300);
      await shown();
    }
    const after = await shown();
    const gone = during.filter((id) => !after.includes(id));
    expect(gone.length).toBeGreaterThan(0);
  });

  test('have texts in the way that the configuration wants them', async () => {
    const texts = async (config: unknown) => {
      const page = statementPage(await statementTarget(server, { config }).scrape());
      return page.samples('pg_stat_statements_query_info').map(({ labels }) => labels.query ?? '');
    };
    await call([40], 100);
    const full = await texts({ text: 'full' });
    expect(full).toContain(
      `select ${Array.from({ length: 40 }, (_, i) => `$${i + 1}`).join(', ')}`,
    );
    const short = await texts({ text: 'shortened', text_length: 30 });
    expect(short.every((text) => text.length <= 30)).toBe(true);
    expect((await texts({ text: 'hashed' })).every((text) => /^[0-9a-f]{16}$/.test(text))).toBe(
      true,
    );
    expect(new Set(await texts({ text: 'none' }))).toEqual(new Set(['']));
  });

  test('keep their text when somebody explains them', async () => {
    const target = statementTarget(server, { config: { text: 'full', top: 500 } });
    const explained = 'EXPLAIN (ANALYZE) SELECT count(*) FROM items WHERE id = 61';
    await server.execute(explained);
    const session = await server.connect({ user: 'plain' });
    await session.query('SELECT count(*) FROM items WHERE id = 61');
    await session.close();
    const page = statementPage(await target.scrape());
    const [[id = ''] = []] = await server.execute(
      `SELECT queryid FROM pg_stat_statements
       WHERE query LIKE 'SELECT count(*) FROM items%' AND userid = 'plain'::regrole`,
    );
    const texts = page.samples('pg_stat_statements_query_info');
    const own = texts.filter(({ labels }) => labels.queryid === id);
    // Without the second one there would be nothing to be mistaken for.
    expect(own.map(({ labels }) => labels.user).sort()).toEqual(['plain', 'postgres']);
    for (const { labels } of own) expect(labels.query).toMatch(/^select count/);
  });

  test('never show what PostgreSQL leaves in the text of a utility statement', async () => {
    await server.script("CREATE ROLE shown_role PASSWORD 'pass-in-the-text'; DROP ROLE shown_role");
    const [[kept] = []] = await server.execute(
      `SELECT count(*) FROM pg_stat_statements WHERE query LIKE '%pass-in-the-text%' AND query NOT LIKE '%LIKE%'`,
    );
    // PostgreSQL itself keeps it: otherwise this test would show nothing.
    expect(Number(kept)).toBeGreaterThan(0);
    const page = pageOf(
      await statementTarget(server, { config: { top: 500, text: 'full' } }).scrape(),
    );
    expect(page).toContain('create role shown_role');
    expect(page).not.toContain('pass-in-the-text');
  });

  test('begin anew after a failover, whose server has a past of its own', async () => {
    let on = server;
    const target = statementTarget(
      { connectOptions: (login) => on.connectOptions(login) },
      { connection: () => ({ port: on.port, host: on.host }) },
    );
    await call([50], 5);
    await target.scrape();
    await call([50], 7);
    await call([50], 1000, other);
    const calls = async () => {
      await target.scrape();
      const page = statementPage(await target.scrape());
      return page.sum('pg_query_class_calls_total', { user: 'plain', class: 'other' });
    };
    expect(await calls()).toBe(7);
    on = other;
    await server.script(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = '${target.applicationName}'`,
    );
    expect(await calls()).toBe(7);
    await call([50], 3, other);
    expect(await calls()).toBe(10);
  });

  test('and their classes are the same for two exporters that look at different times', async () => {
    const [one, two] = [statementTarget(server), statementTarget(server)];
    await Promise.all([one.scrape(), two.scrape()]);
    for (let round = 0; round < 4; round++) {
      await call([1, 2, 3], 5);
      if (round % 2 === 0) await one.scrape();
      await call([1, 2], 3);
      await two.scrape();
    }
    const mine = { user: 'plain', class: 'other' };
    const total = async (target: typeof one) =>
      statementPage(await target.scrape()).sum('pg_query_class_calls_total', mine);
    expect(await total(one)).toBe(4 * (15 + 6));
    expect(await total(two)).toBe(4 * (15 + 6));
  });
});

const ALL_CALLS = 'SELECT sum(calls) FROM pg_stat_statements WHERE toplevel';

/** What Prometheus adds up: a series that is new has no increase, one that is gone neither. */
function increaseOf(before: ScrapeResult, after: ScrapeResult): number {
  const values = (result: ScrapeResult) =>
    new Map(
      samplesOf(pageOf(result))
        .filter(({ name }) => name === CALLS)
        .map(({ labels, value }) => [JSON.stringify(labels), Number(value)]),
    );
  const earlier = values(before);
  return [...values(after)].reduce((sum, [key, value]) => {
    const was = earlier.get(key);
    return was === undefined ? sum : sum + value - was;
  }, 0);
}

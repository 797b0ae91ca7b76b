import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadCatalog, SHIPPED_CATALOG } from '../../src/catalog/load.ts';
import type { ScrapeResult } from '../../src/scrape/scrape-result.ts';
import type { OpenTarget } from '../helpers/open-target.ts';
import { sharedServer } from '../helpers/shared.ts';
import { type MonitorStandIn, monitorStandIn } from './monitor-stand-in.ts';
import { fallen, statementPage, statementTarget } from './statement-target.ts';

const QUERIES = (await loadCatalog([SHIPPED_CATALOG])).filter(({ feed }) => feed !== undefined);
const [FIRST, SECOND, THIRD] = ['2026-01-01 10:00Z', '2026-01-01 10:01Z', '2026-01-01 10:02Z'];
const BY_ID = { queryId: '11', text: 'SELECT name FROM items WHERE id = 4711' };
const SUM = { queryId: '12', text: 'SELECT count(*) FROM items' };

// The view has other columns in each of these.
describe.each([13, 16, 18] as const)('with pg_stat_monitor on PostgreSQL %i', (major) => {
  const server = sharedServer(major);
  let database: string;
  let monitor: MonitorStandIn;
  let target: OpenTarget;
  let last: ScrapeResult;
  let skewMs = 0;

  beforeAll(async () => {
    database = await server.createDatabase();
    monitor = await monitorStandIn(server, database);
  });
  afterAll(() => server.dropDatabase(database));

  function open(config: object = {}) {
    const now = () => performance.now() + skewMs;
    target = statementTarget(server, { database, queries: QUERIES, now, config });
  }

  /** Nothing that counts may ever fall. */
  async function look() {
    skewMs += 31_000;
    const result = await target.scrape();
    if (last !== undefined) expect(fallen(last, result)).toEqual([]);
    last = result;
    return statementPage(result);
  }

  async function begin(config: object = {}): Promise<void> {
    await monitor.reset();
    await monitor.call({ ...BY_ID, time: FIRST, ms: [5, 5, 500] });
    open(config);
    last = await target.scrape();
    await look();
  }

  const single = (page: Awaited<ReturnType<typeof look>>, name: string) =>
    page.sum(`pg_query_class_${name}`, { class: 'single', user: 'plain', datname: database });
  const upTo = (page: Awaited<ReturnType<typeof look>>, le: string) =>
    page.sum('pg_query_class_latency_seconds_bucket', { class: 'single', le });

  test('alone, calls after the first look are in its buckets, whatever time buckets come and go', async () => {
    await begin();
    await monitor.call({ ...BY_ID, time: FIRST, ms: [5, 20, 20] });
    await monitor.call({ ...BY_ID, time: FIRST, ms: [80], client: '10.0.0.2' });
    let page = await look();
    expect(single(page, 'calls_total')).toBe(4);
    expect(single(page, 'seconds_total')).toBeCloseTo(0.125, 9);
    expect(single(page, 'rows_total')).toBe(4);
    expect(single(page, 'shared_blks_hit_total')).toBe(8);
    expect(single(page, 'over_target_calls_total')).toBe(1);
    const edges = ['0.003', '0.01', '0.0175', '0.051', '0.1', '+Inf'];
    expect(edges.map((le) => upTo(page, le))).toEqual([0, 1, expect.any(Number), 3, 4, 4]);

    await monitor.call({ ...BY_ID, time: SECOND, ms: [5, 5] });
    await monitor.call({ ...SUM, time: SECOND, ms: [900] });
    await monitor.call({ ...BY_ID, time: FIRST, ms: [5] });
    page = await look();
    expect(single(page, 'calls_total'), 'a time bucket ended').toBe(7);

    await monitor.call({ ...BY_ID, time: THIRD, ms: [5] });
    await monitor.recycle(SECOND);
    page = await look();
    expect(single(page, 'calls_total'), 'one was forgotten').toBe(8);
    expect(page.sum('pg_query_class_calls_total', { class: 'report', user: 'plain' })).toBe(1);

    await monitor.reset();
    await monitor.call({ ...BY_ID, time: THIRD, ms: major >= 17 ? [5, 5, 5] : [4] });
    page = await look();
    expect(single(page, 'calls_total'), 'all were forgotten').toBe(major >= 17 ? 11 : 9);
    expect(page.sum('pg_query_class_latency_seconds_bucket', { le: '+Inf' })).toBe(
      page.sum('pg_query_class_calls_total'),
    );
  });

  test('alone, failed and nested statements are no calls of a class', async () => {
    await begin();
    await monitor.call({ ...BY_ID, time: FIRST, ms: [0, 0], elevel: 21 });
    await monitor.call({ ...BY_ID, time: FIRST, ms: [7, 7, 7], toplevel: false });
    await monitor.call({ ...BY_ID, time: FIRST, ms: [5] });
    expect(single(await look(), 'calls_total')).toBe(1);
  });

  test('alone, single statements are shown without the constants it leaves in texts', async () => {
    await begin();
    await monitor.call({ ...BY_ID, time: FIRST, ms: [5, 5] });
    const page = await look();
    const [info] = page
      .samples('pg_stat_statements_query_info')
      .filter(({ labels }) => labels.queryid === '11');
    expect(info?.labels).toMatchObject({
      class: 'single',
      user: 'plain',
      query: 'select name from items where id = ?',
    });
    const [before] = page
      .samples('pg_stat_statements_calls_total')
      .filter(({ labels }) => labels.queryid === '11');
    await monitor.call({ ...BY_ID, time: SECOND, ms: [5, 5, 5] });
    const [after] = (await look())
      .samples('pg_stat_statements_calls_total')
      .filter(({ labels }) => labels.queryid === '11');
    expect(Number(after?.value) - Number(before?.value)).toBe(3);
  });

  test('a statement that was not called for long goes, and what it did stays counted', async () => {
    await begin();
    await monitor.call({ ...SUM, time: FIRST, ms: [900, 900] });
    await look();
    await monitor.recycle(SECOND);
    await monitor.call({ ...BY_ID, time: SECOND, ms: [5] });
    await look();
    skewMs += 700_000;
    const page = await look();
    expect(page.sum('pg_query_class_calls_total', { class: 'report', user: 'plain' })).toBe(2);
    const shown = page.samples('pg_stat_statements_query_info').map(({ labels }) => labels.queryid);
    expect(shown).toContain('11');
    expect(shown).not.toContain('12');
  });

  describe('and pg_stat_statements', () => {
    const sql = 'SELECT 1 AS told FROM pg_class WHERE oid = 1';
    beforeAll(() => server.script('CREATE EXTENSION pg_stat_statements', { database }));
    afterAll(() => server.script('DROP EXTENSION pg_stat_statements', { database }));

    async function run(times: number): Promise<void> {
      const session = await server.connect({ database, user: 'plain' });
      for (let time = 0; time < times; time++) await session.query(sql);
      await session.close();
    }

    async function queryId(): Promise<string> {
      const [row] = await server.execute(
        `SELECT queryid FROM pg_stat_statements JOIN pg_database d ON d.oid = dbid
         WHERE datname = current_database() AND query LIKE '%AS told%'`,
        { database },
      );
      return String(row?.[0]);
    }

    async function told(config: object) {
      await run(1);
      const id = await queryId();
      await begin({ rules: [{ class: 'told', text: ' as told ' }], ...config });
      await run(10);
      await monitor.call({ time: FIRST, queryId: id, ms: [...FIVE(60), ...FIVE(300)], text: sql });
      // A class that is new is shown empty once.
      await look();
      const page = await look();
      const mine = { class: 'told', user: 'plain', datname: database };
      expect(page.sum('pg_query_class_calls_total', mine)).toBe(10);
      expect(page.sum('pg_query_class_latency_seconds_count', mine)).toBe(10);
      return {
        seconds: page.sum('pg_query_class_seconds_total', mine),
        buckets: ['0.051', '0.175', '0.3'].map((le) =>
          page.sum('pg_query_class_latency_seconds_bucket', { ...mine, le }),
        ),
      };
    }

    test('together, the one counts, and the other says how the calls were spread', async () => {
      const { buckets, seconds } = await told({});
      expect(seconds).toBeLessThan(0.5);
      expect(buckets).toEqual([0, 5, 10]);
    });

    test('only pg_stat_statements is read where the configuration says so', async () => {
      const { buckets, seconds } = await told({ source: 'pg_stat_statements' });
      expect(seconds).toBeLessThan(0.5);
      expect(buckets).toEqual([10, 10, 10]);
    });

    test('only pg_stat_monitor is read where the configuration says so', async () => {
      const { buckets, seconds } = await told({ source: 'pg_stat_monitor' });
      expect(seconds).toBeCloseTo(1.8, 9);
      expect(buckets).toEqual([0, 5, 10]);
    });
  });
});

const FIVE = (ms: number) => Array.from({ length: 5 }, () => ms);

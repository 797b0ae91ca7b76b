import { describe, expect, onTestFinished, test } from 'vitest';
import { openTarget } from '../helpers/open-target.ts';
import { samples, skippedOf } from '../helpers/page.ts';
import { sharedServer } from '../helpers/shared.ts';
import { shippedQueries } from '../helpers/shipped-queries.ts';

const SETUP = `
  CREATE TABLE orders (id int PRIMARY KEY, day date NOT NULL) ;
  CREATE TABLE orders_x_y (id int);
  CREATE TABLE "ordersXx_y" (id int);
  CREATE SCHEMA billing;
  CREATE TABLE billing.invoice (id int PRIMARY KEY);
  CREATE TABLE events (day date NOT NULL) PARTITION BY RANGE (day);
  CREATE TABLE events_2026 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
  INSERT INTO orders SELECT i, '2026-01-01' FROM generate_series(1, 5000) i;
  ANALYZE orders;
`;

describe.each([13, 18] as const)('core tables on PostgreSQL %i', (major) => {
  const server = sharedServer(major);

  test('are those that the configuration names, by schema, pattern or partitioned parent, and no others', async () => {
    const seen = await coreTables(['public.orders', 'billing.*', 'events', 'orders_x_y']);
    expect(seen.toSorted()).toEqual(['events_2026', 'invoice', 'orders', 'orders_x_y']);
    expect(await coreTables(['order*'])).toContain('ordersXx_y');
    expect(await coreTables(['nothing', "it's", 'orde%', '_rders'])).toEqual([]);
  });

  test('without names the query is skipped, with what would change it', async () => {
    const target = openTarget(server, { queries: await shippedQueries('pg_core_table') });
    expect(skippedOf(await target.scrape())).toEqual(['pg_core_table postgres parameter']);
    const { plan } = await target.explain(5000);
    expect(plan.skips[0]?.remedy).toBe('in pgvitals.yaml, list core_tables under the target');
  });

  test('show the share of scans that used an index: 3 of 4', async () => {
    const database = await prepared();
    const session = await server.connect({ database });
    await session.script("SELECT pg_stat_reset_single_table_counters('orders'::regclass)");
    await session.script('SET enable_seqscan = off; SET enable_bitmapscan = off');
    for (const id of [1, 2, 3]) await session.script(`SELECT * FROM orders WHERE id = ${id}`);
    await session.script(
      'SET enable_seqscan = on; SET enable_indexscan = off; SELECT count(day) FROM orders',
    );
    await session.close();
    const target = await openCore(database, ['orders']);
    await expect
      .poll(async () => {
        const result = await target.scrape();
        const of = (name: string) => Object.values(samples(result, `pg_core_table_${name}`));
        return [of('index_scans_total'), of('seq_scans_total'), of('index_usage_ratio')];
      })
      .toEqual([['3'], ['1'], ['0.75']]);
  });

  async function coreTables(names: readonly string[]): Promise<readonly string[]> {
    const target = await openCore(await prepared(), names);
    const series = Object.keys(samples(await target.scrape(), 'pg_core_table_seq_scans_total'));
    return series.flatMap((labels) => /relname="([^"]*)"/.exec(labels)?.[1] ?? []);
  }

  async function openCore(database: string, core_tables: readonly string[]) {
    const queries = await shippedQueries('pg_core_table');
    return openTarget(server, { database, queries, parameters: { core_tables } });
  }

  async function prepared(): Promise<string> {
    const database = await server.createDatabase();
    onTestFinished(() => server.dropDatabase(database));
    await server.script(SETUP, { database });
    return database;
  }
});

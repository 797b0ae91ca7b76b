import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { elapsed } from '../helpers/elapsed.ts';
import { openTarget } from '../helpers/open-target.ts';
import { failuresOf, samples, upOf } from '../helpers/page.ts';
import { sharedServer } from '../helpers/shared.ts';
import { shippedQueries } from '../helpers/shipped-queries.ts';

const DEADLINE_MS = 5000;
const LOCKS = [
  ['ALTER TABLE', 'ALTER TABLE locked ADD COLUMN more int'],
  ['TRUNCATE', 'TRUNCATE locked'],
  ['CLUSTER', 'CLUSTER locked USING locked_pkey'],
  ['DROP TABLE', 'DROP TABLE locked CASCADE'],
  ['REINDEX INDEX', 'REINDEX INDEX locked_pkey'],
  ['REFRESH MATERIALIZED VIEW', 'REFRESH MATERIALIZED VIEW summary'],
  ['ALTER SEQUENCE', 'ALTER SEQUENCE locked_id_seq INCREMENT 2'],
] as const;

describe.each([13, 18] as const)('on PostgreSQL %i', (major) => {
  const server = sharedServer(major);
  let database: string;

  beforeAll(async () => {
    database = await server.createDatabase();
    await server.script(
      `CREATE TABLE locked (id serial PRIMARY KEY, x text); CREATE TABLE free (id serial PRIMARY KEY);
       CREATE MATERIALIZED VIEW summary AS SELECT count(*) FROM free; CREATE VIEW seen AS SELECT * FROM locked;
       INSERT INTO locked SELECT i, repeat('x', 3000) FROM generate_series(1, 50) i`,
      { database },
    );
  });

  afterAll(() => server.dropDatabase(database));

  test.each(major === 13 ? LOCKS.slice(0, 2) : LOCKS)(
    '%s that is held does not hold up any query of the shipped catalog',
    async (name, sql) => {
      const holder = await server.connect({ database });
      onTestFinished(() => holder.close());
      await holder.script(`BEGIN; ${sql}`);
      const result = await scrapeInTime();
      expect(tablesOf(result)).toEqual({
        locked: name === 'REFRESH MATERIALIZED VIEW' || name === 'ALTER SEQUENCE',
        free: true,
      });
    },
  );

  test('ALTER TABLE that merely waits behind a reader does not hold up any query either', async () => {
    const reader = await server.connect({ database });
    const waiter = await server.connect({ database });
    onTestFinished(async () => {
      await waiter.abandon();
      await reader.close();
    });
    await reader.script('BEGIN; SELECT count(*) FROM locked');
    const altering = waiter.script('ALTER TABLE locked ADD COLUMN more int').catch(() => undefined);
    await expect.poll(() => waits(waiter.pid)).toBe(true);
    const result = await scrapeInTime();
    expect(tablesOf(result)).toEqual({ locked: false, free: true });
    await waiter.abandon();
    await altering;
  });

  test('REINDEX of a system catalog, which blocks new connections, costs no more than the deadline', async () => {
    const target = openTarget(server, {
      database,
      databases: ['postgres'],
      queries: await shippedQueries(),
    });
    expect(upOf(await target.scrape())).toBe('1 ok');
    const holder = await server.connect({ database });
    onTestFinished(() => holder.close());
    await holder.script('BEGIN; REINDEX TABLE pg_class');
    const warm = await elapsed(() => target.scrape({ timeoutMs: 1500 }));
    expect(warm.ms).toBeLessThan(1900);
    expect(upOf(warm.value)).toBe('1 ok');
    const fresh = openTarget(server, { database, queries: await shippedQueries() });
    const cold = await elapsed(() => fresh.scrape({ timeoutMs: 1000 }));
    expect(cold.ms).toBeLessThan(1400);
    expect(upOf(cold.value)).toBe('0 timeout');
    await holder.script('ROLLBACK');
    for (const open of [target, fresh]) {
      const result = await open.scrape();
      expect(upOf(result)).toBe('1 ok');
    }
  });

  async function scrapeInTime() {
    const target = openTarget(server, { database, queries: await shippedQueries() });
    const { ms, value } = await elapsed(() => target.scrape({ timeoutMs: DEADLINE_MS }));
    expect(ms).toBeLessThan(DEADLINE_MS);
    expect(upOf(value)).toBe('1 ok');
    expect(failuresOf(value)).toEqual({});
    return value;
  }

  /** Which tables the page gives a size for. */
  function tablesOf(result: Parameters<typeof samples>[0]) {
    const sizes = Object.keys(samples(result, 'pg_stat_user_tables_table_size_bytes')).join(' ');
    return { locked: sizes.includes('relname="locked"'), free: sizes.includes('relname="free"') };
  }

  async function waits(pid: number): Promise<boolean> {
    const rows = await server.execute(`SELECT 1 FROM pg_locks WHERE pid = ${pid} AND NOT granted`);
    return rows.length > 0;
  }
});

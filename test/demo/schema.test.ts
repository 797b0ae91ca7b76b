import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDemoSchema, type DemoProgress } from '../../src/demo/schema.ts';
import { LEGACY_ORDERS, SHOP_ROWS } from '../../src/demo/shop/shop.ts';
import { type Major, startServer, type TestServer } from '../helpers/servers.ts';

const VERSIONS: readonly Major[] = [13, 18];
const NOW = new Date('2026-01-31T23:30:00Z');
const PASSWORD = "it's a secret";

describe.each(VERSIONS)('the demo schema on PostgreSQL %i', (major) => {
  let server: TestServer;
  let seconds: number;
  const database = 'shop';
  const progress: DemoProgress[] = [];
  const firstValue = async (sql: string) => (await server.execute(sql, { database }))[0]?.[0];

  beforeAll(async () => {
    server = await startServer(major);
    await server.createDatabase(database);
    const connection = await server.connect({ database });
    const start = performance.now();
    await createDemoSchema(connection, {
      now: NOW,
      appPassword: PASSWORD,
      onProgress: (step) => progress.push(step),
    });
    seconds = (performance.now() - start) / 1000;
    await connection.close();
  });

  afterAll(() => server?.remove());

  // 1.4 s where it was written; the limit leaves room for a machine that does more at once.
  it('loads within some seconds', () => {
    expect(seconds).toBeLessThan(8);
  });

  it('reports each step once, in order, up to the last', () => {
    const total = progress.length;
    expect(progress.map(({ done }) => done)).toEqual(progress.map((_, index) => index + 1));
    expect(progress.every((step) => step.total === total)).toBe(true);
    expect(progress.at(-1)?.step).toBe('statistics');
  });

  it.each(Object.entries(SHOP_ROWS))('fills %s with %i rows', async (table, rows) => {
    expect(await firstValue(`SELECT count(*) FROM ${table}`)).toBe(String(rows));
  });

  it('has a partition for each month around the given day and one for the rest', async () => {
    const rows = await server.execute(
      `SELECT c.relname, (xpath('/row/n/text()', query_to_xml(
         format('SELECT count(*) AS n FROM %I', c.relname), true, true, '')))[1]::text
       FROM pg_inherits JOIN pg_class AS c ON c.oid = inhrelid
       WHERE inhparent = 'orders'::regclass ORDER BY c.relname`,
      { database },
    );
    expect(rows.map(([name]) => name)).toEqual([
      'orders_2025_08',
      'orders_2025_09',
      'orders_2025_10',
      'orders_2025_11',
      'orders_2025_12',
      'orders_2026_01',
      'orders_2026_02',
      'orders_2026_03',
      'orders_default',
    ]);
    const filled = rows.map(([, count]) => Number(count));
    expect(filled.slice(0, 6).every((count) => count > 5_000)).toBe(true);
    expect(filled.slice(6)).toEqual([0, 0, LEGACY_ORDERS]);
  });

  it('gives each order the sum of its lines', async () => {
    const wrong = `SELECT count(*) FROM orders AS o WHERE total <> (
      SELECT sum(quantity * unit_price) FROM order_items AS i
      WHERE i.order_id = o.id AND i.placed_at = o.placed_at)`;
    expect(await firstValue(wrong)).toBe('0');
  });

  it.each(["reference = 'T-77'", 'customer_id = 77'])(
    'has to scan support_tickets for %s',
    async (condition) => {
      const plan = await server.execute(
        `EXPLAIN SELECT status FROM support_tickets WHERE ${condition}`,
        { database },
      );
      expect(plan.flat().join('\n')).toContain('Seq Scan on support_tickets');
    },
  );

  it('has planner statistics for each table', async () => {
    const missing = `SELECT count(*) FROM pg_class
      WHERE relnamespace = 'public'::regnamespace AND relname IN ('${Object.keys(SHOP_ROWS).join("','")}')
        AND NOT EXISTS (SELECT FROM pg_statistic WHERE starelid = pg_class.oid)`;
    expect(await firstValue(missing)).toBe('0');
  });

  it('lets the role of the application log in and write, but not create or drop', async () => {
    const app = { database, user: 'shop_app', password: PASSWORD };
    await server.execute(
      'INSERT INTO page_views (session_id, product_id) VALUES (md5($$x$$)::uuid, 1)',
      app,
    );
    await server.execute('DELETE FROM page_views WHERE id > 100000', app);
    await expect(server.execute('DROP TABLE page_views', app)).rejects.toThrow('must be owner');
  });

  it('leaves neither the load nor the password in pg_stat_statements', async () => {
    const seen = await server.execute(
      `SELECT query FROM pg_stat_statements WHERE query ~* 'secret|PASSWORD %L|generate_series'`,
    );
    expect(seen).toEqual([]);
  });

  it('does nothing where the shop is there already', async () => {
    const connection = await server.connect({ database });
    const steps: DemoProgress[] = [];
    await createDemoSchema(connection, { now: NOW, onProgress: (step) => steps.push(step) });
    await connection.close();
    expect(steps).toEqual([]);
  });

  it('leaves nothing behind when it fails on its way', async () => {
    const other = await server.createDatabase();
    await server.script('CREATE TABLE page_views (id int)', { database: other });
    const connection = await server.connect({ database: other });
    await expect(createDemoSchema(connection, { now: NOW })).rejects.toThrow('page_views');
    const { rows } = await connection.query(
      `SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace`,
    );
    await connection.close();
    expect(rows).toEqual([['page_views']]);
  });
});

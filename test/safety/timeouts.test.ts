import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { elapsed } from '../helpers/elapsed.ts';
import { openTarget } from '../helpers/open-target.ts';
import { failuresOf, samples, upOf } from '../helpers/page.ts';
import { gauge } from '../helpers/parse-queries.ts';
import { sharedServer } from '../helpers/shared.ts';

/** Ways to be slow: waiting, computing, and returning without an end. */
const SLOW = [
  'SELECT 1 AS value FROM pg_sleep(30)',
  'SELECT count(*) AS value FROM generate_series(1, 10000) a, generate_series(1, 10000000) b',
];

describe.each([13, 18] as const)('on PostgreSQL %i', (major) => {
  const server = sharedServer(major);
  let database: string;

  beforeAll(async () => {
    database = await server.createDatabase();
  });

  afterAll(() => server.dropDatabase(database));

  test.each(SLOW)('a query over its timeout is cancelled on the server: %s', async (sql) => {
    const queries = [
      ...gauge('slow', sql, { timeout: '200ms' }),
      ...gauge('next', 'SELECT 1 AS value'),
    ];
    const target = openTarget(server, { database, queries });
    const { ms, value } = await elapsed(() => target.scrape());
    expect(ms).toBeLessThan(1200);
    expect(await active(target.applicationName)).toEqual([]);
    expect(failuresOf(value)).toEqual({ [`slow ${database} timeout`]: '1' });
    expect(samples(value, 'next_value')).toEqual({ '': '1' });
  });

  test.each(SLOW)('a query over the deadline of the scrape is cancelled, too: %s', async (sql) => {
    const queries = [
      ...gauge('first', 'SELECT 1 AS value'),
      ...gauge('slow', sql, { timeout: '20s' }),
      ...gauge('last', 'SELECT 1 AS value'),
    ];
    const target = openTarget(server, { database, queries });
    const { ms, value } = await elapsed(() => target.scrape({ timeoutMs: 500 }));
    expect(ms).toBeLessThan(900);
    expect(upOf(value)).toBe('1 ok');
    expect(samples(value, 'first_value')).toEqual({ '': '1' });
    expect(failuresOf(value)).toMatchObject({ [`slow ${database} timeout`]: '1' });
    await expect.poll(() => active(target.applicationName), { timeout: 2000 }).toEqual([]);
    const again = await target.scrape({ queries: ['first', 'last'] });
    expect(samples(again, 'last_value')).toEqual({ '': '1' });
  });

  test('the deadline holds over all databases together, however many are slow', async () => {
    const others = ['postgres', 'template1'];
    const queries = gauge('slow', SLOW[0] ?? '', { scope: 'database', timeout: '20s' });
    const target = openTarget(server, { database, databases: others, queries, connections: 2 });
    const { ms, value } = await elapsed(() => target.scrape({ timeoutMs: 600 }));
    expect(ms).toBeLessThan(1000);
    expect(samples(value, 'pg_up')).toEqual({ '': '1' });
    await expect.poll(() => active(target.applicationName), { timeout: 2000 }).toEqual([]);
  });

  test('rows without end are cut at the budget and at the timeout', async () => {
    const sql = 'SELECT i AS value FROM generate_series(1, 1000000000) i';
    const target = openTarget(server, {
      database,
      queries: gauge('rows', sql, { timeout: '300ms' }),
    });
    const { ms, value } = await elapsed(() => target.scrape({ timeoutMs: 3000 }));
    expect(ms).toBeLessThan(3400);
    expect(failuresOf(value)).toEqual({ [`rows ${database} timeout`]: '1' });
    await expect.poll(() => active(target.applicationName), { timeout: 2000 }).toEqual([]);
  });

  async function active(applicationName: string) {
    return await server.execute(
      `SELECT state, query FROM pg_stat_activity
       WHERE application_name = '${applicationName}' AND state <> 'idle'`,
    );
  }
});

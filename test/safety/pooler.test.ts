import { describe, expect, test } from 'vitest';
import { connect } from '../../src/target/connect.ts';
import { elapsed } from '../helpers/elapsed.ts';
import { openTarget } from '../helpers/open-target.ts';
import { failuresOf, samples, upOf } from '../helpers/page.ts';
import { gauge } from '../helpers/parse-queries.ts';
import { startPgbouncer } from '../helpers/pgbouncer.ts';
import { sharedServer } from '../helpers/shared.ts';
import { shippedQueries } from '../helpers/shipped-queries.ts';

describe.each([13, 18] as const)('PostgreSQL %i behind a transaction pooler', (major) => {
  const server = sharedServer(major);

  test('gives everything of scope server, scrape after scrape', async () => {
    const { port } = await startPgbouncer(server, 2);
    const queries = (await shippedQueries()).filter(({ scope }) => scope === 'server');
    const target = openTarget(server, { queries, connection: { port } });
    for (let scrape = 0; scrape < 5; scrape++) {
      const result = await target.scrape();
      expect(upOf(result)).toBe('1 ok');
      expect(failuresOf(result)).toEqual({});
      expect(Object.keys(samples(result, 'pg_stat_database_numbackends')).length).toBeGreaterThan(
        0,
      );
    }
  });

  test('leaves no setting and no transaction to other clients of the same server session', async () => {
    const { port } = await startPgbouncer(server, 1);
    const queries = [
      ...gauge('one', 'SELECT 1 AS value'),
      ...gauge('fails', 'SELECT 1 / 0 AS value'),
    ];
    const target = openTarget(server, { queries, connection: { port } });
    const other = openTarget(server, {
      queries: gauge('q', 'SELECT 1 AS value'),
      connection: { port },
    });
    for (let scrape = 0; scrape < 3; scrape++) {
      expect(failuresOf(await target.scrape())).toEqual({
        'fails postgres query_error': String(scrape + 1),
      });
      expect(upOf(await other.scrape())).toBe('1 ok');
    }
    const client = await server.connect({ user: 'pgvitals' });
    const settings = `SELECT current_setting('statement_timeout'), current_setting('search_path'), current_setting('jit')`;
    const usual = await client.query(settings);
    await client.close();
    const viaPooler = {
      ...server,
      connectOptions: () => ({ ...server.connectOptions({ user: 'pgvitals' }), port }),
    };
    const pooled = await connect(viaPooler.connectOptions());
    expect((await pooled.query(settings)).rows).toEqual(usual.rows);
    await pooled.close();
  });

  test('runs each statement under its own limits', async () => {
    const { port } = await startPgbouncer(server, 1);
    const sql = (name: string) =>
      `SELECT setting::float8 / 1000 AS value FROM pg_settings WHERE name = '${name}'`;
    const queries = [
      ...gauge('first', sql('statement_timeout'), { timeout: '2s' }),
      ...gauge('second', sql('statement_timeout'), { timeout: '3s' }),
      ...gauge('lock', sql('lock_timeout')),
      ...gauge('path', "SELECT (current_setting('search_path') LIKE 'pg_catalog, %') AS value"),
      ...gauge('read_only', "SELECT (current_setting('transaction_read_only') = 'on') AS value"),
    ];
    const target = openTarget(server, { queries, connection: { port } });
    for (let scrape = 0; scrape < 2; scrape++) {
      const result = await target.scrape();
      const values = queries.map(({ id }) => samples(result, `${id}_value`)['']);
      expect(values).toEqual(['2', '3', '0.1', '1', '1']);
    }
  });

  test('is cancelled, too, when the deadline passes', async () => {
    const { port } = await startPgbouncer(server, 2);
    const queries = gauge('slow', `SELECT 1 AS value FROM pg_sleep(31) -- ${major}`, {
      timeout: '20s',
    });
    const target = openTarget(server, { queries, connection: { port } });
    const { ms, value } = await elapsed(() => target.scrape({ timeoutMs: 500 }));
    expect(ms).toBeLessThan(900);
    expect(failuresOf(value)).toEqual({ 'slow postgres timeout': '1' });
    const running = `SELECT 1 FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%pg_sleep(31)%' AND pid <> pg_backend_pid()`;
    await expect.poll(() => server.execute(running), { timeout: 3000 }).toEqual([]);
  });
});

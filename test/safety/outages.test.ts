import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { Connection } from '../../src/target/connection.ts';
import { type OpenTarget, openTarget } from '../helpers/open-target.ts';
import { failuresOf, samples, upOf } from '../helpers/page.ts';
import { gauge } from '../helpers/parse-queries.ts';
import { startServer, type TestServer } from '../helpers/servers.ts';

const QUICK = gauge('quick', 'SELECT 1 AS value');
const SLOW = [
  ...QUICK,
  ...gauge('slow', 'SELECT 1 AS value FROM pg_sleep(8)', { timeout: '9s', ttl: '1ms' }),
];

describe.each([13, 18] as const)('PostgreSQL %i', (major) => {
  let server: TestServer;

  beforeAll(async () => {
    server = await startServer(major, {
      settings: { max_connections: 8, superuser_reserved_connections: 2, max_wal_senders: 2 },
    });
  });

  afterAll(() => server?.remove());

  test('stopped and started between scrapes is down with a reason, then up without a restart', async () => {
    const target = openTarget(server, { queries: QUICK });
    expect(upOf(await target.scrape())).toBe('1 ok');
    await server.stop();
    expect(upOf(await target.scrape())).toBe('0 refused');
    expect(upOf(await target.scrape())).toBe('0 refused');
    await server.start();
    const result = await target.scrape();
    expect(upOf(result)).toBe('1 ok');
    expect(samples(result, 'quick_value')).toEqual({ '': '1' });
    expect(target.log.map(({ message }) => message)).toEqual([
      'connection failed',
      'connection works again',
    ]);
  });

  test('restarted between scrapes costs no scrape', async () => {
    const target = openTarget(server, { queries: QUICK });
    await target.scrape();
    await server.restart();
    expect(upOf(await target.scrape())).toBe('1 ok');
  });

  test.each(['fast', 'immediate'] as const)(
    'stopped (%s) during a scrape ends that scrape, and it works again',
    async (mode) => {
      const { scrape, target } = await duringScrape();
      await server.stop(mode);
      const result = await scrape;
      expect(samples(result, 'pg_up')).toHaveProperty('');
      expect(samples(result, 'quick_value')).toEqual({ '': '1' });
      expect(Object.keys(failuresOf(result))[0]).toMatch(
        /^slow postgres (shutting_down|connection_lost)$/,
      );
      expect(upOf(await target.scrape())).toBe('0 refused');
      await server.start();
      expect(upOf(await target.scrape({ queries: ['quick'] }))).toBe('1 ok');
    },
  );

  test('the session of the exporter terminated between scrapes costs no scrape', async () => {
    const target = openTarget(server, { queries: QUICK });
    await target.scrape();
    await terminate(target);
    const result = await target.scrape();
    expect([upOf(result), failuresOf(result)]).toEqual(['1 ok', {}]);
  });

  test('the session of the exporter terminated during a scrape costs one query', async () => {
    const { scrape, target } = await duringScrape([
      ...SLOW,
      ...gauge('after', 'SELECT 1 AS value', { ttl: '1m' }),
    ]);
    await terminate(target);
    const result = await scrape;
    expect(upOf(result)).toBe('1 ok');
    expect(failuresOf(result)).toEqual({ 'slow postgres shutting_down': '1' });
    expect(samples(result, 'after_value')).toEqual({ '': '1' });
    expect(upOf(await target.scrape({ queries: ['quick'] }))).toBe('1 ok');
  });

  test('a backend that is killed takes all sessions with it, and the exporter comes back', async () => {
    const { scrape, target } = await duringScrape();
    const victim = await server.connect();
    onTestFinished(() => victim.close());
    await server
      .execute(`COPY (SELECT 1) TO PROGRAM 'kill -9 ${victim.pid}'`)
      .catch(() => undefined);
    expect(Object.keys(failuresOf(await scrape))).toEqual(['slow postgres connection_lost']);
    const states = new Set<string>();
    await expect
      .poll(
        async () => {
          const state = upOf(await target.scrape({ queries: ['quick'] }));
          states.add(state);
          return state;
        },
        { timeout: 15_000 },
      )
      .toBe('1 ok');
    for (const state of states)
      expect(state).toMatch(/^(1 ok|0 starting_up|0 refused|0 connection_lost)$/);
  });

  test('with all connections taken it is down for this reason, and up when one is free', async () => {
    const target = openTarget(server, { queries: QUICK });
    const taken = await takeAll();
    expect(upOf(await target.scrape())).toBe('0 too_many_connections');
    await Promise.all(taken.map((session) => session.close()));
    await expect.poll(async () => upOf(await target.scrape())).toBe('1 ok');
    await takeAll();
    expect(upOf(await target.scrape())).toBe('1 ok');
  });

  test('a role at its connection limit is down for this reason, and up when one is free', async () => {
    await server.script("CREATE ROLE narrow LOGIN PASSWORD 'x' CONNECTION LIMIT 1");
    const narrow = { user: 'narrow', password: 'x' };
    const other = await server.connect(narrow);
    const target = openTarget(server, {
      user: 'narrow',
      queries: QUICK,
      connection: { password: async () => 'x' },
    });
    expect(upOf(await target.scrape())).toBe('0 too_many_connections');
    await other.close();
    await expect.poll(async () => upOf(await target.scrape())).toBe('1 ok');
  });

  test('a role with fewer connections than the budget still gets the main database', async () => {
    await server.script("CREATE ROLE single LOGIN PASSWORD 'x' CONNECTION LIMIT 1");
    await server.createDatabase('more');
    const queries = [...QUICK, ...gauge('each', 'SELECT 1 AS value', { scope: 'database' })];
    const connection = { password: async () => 'x' };
    const target = openTarget(server, { user: 'single', databases: ['more'], queries, connection });
    const result = await target.scrape();
    expect(upOf(result)).toBe('1 ok');
    expect(samples(result, 'each_value')).toMatchObject({ 'datname="postgres"': '1' });
  });

  async function duringScrape(queries = SLOW) {
    const target = openTarget(server, { queries });
    const scrape = target.scrape();
    await expect.poll(() => sessions(target, "wait_event = 'PgSleep'")).toBe(1);
    return { scrape, target };
  }

  async function sessions({ applicationName }: OpenTarget, condition: string): Promise<number> {
    const rows = await server.execute(
      `SELECT 1 FROM pg_stat_activity WHERE application_name = '${applicationName}' AND ${condition}`,
    );
    return rows.length;
  }

  async function terminate({ applicationName }: OpenTarget): Promise<void> {
    await server.execute(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = '${applicationName}'`,
    );
  }

  /** Opens sessions of an ordinary role until the server refuses one. */
  async function takeAll(): Promise<readonly Connection[]> {
    const taken: Connection[] = [];
    onTestFinished(async () => {
      await Promise.all(taken.map((session) => session.close()));
    });
    for (;;) {
      const session = await server.connect({ user: 'plain' }).catch(() => undefined);
      if (session === undefined) return taken;
      taken.push(session);
    }
  }
});

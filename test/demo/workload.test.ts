import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createDemoSchema } from '../../src/demo/schema.ts';
import { pickWeighted, seededRandom, skewedId } from '../../src/demo/workload/random.ts';
import { SESSIONS } from '../../src/demo/workload/sessions.ts';
import { startWorkload, type Workload } from '../../src/demo/workload.ts';
import { type Major, startServer, type TestServer } from '../helpers/servers.ts';

const VERSIONS: readonly Major[] = [13, 18];
const PASSWORD = 'of the shop';
const SESSION_COUNT = SESSIONS.reduce((sum, { count }) => sum + count, 0);

const KINDS = {
  'look-up by key': /^SELECT .* FROM products WHERE id = \$1/,
  'page by offset': /LIMIT \$2 OFFSET \$3/,
  'page by keyset': /\(placed_at, id\) < \(\$2, \$3\)/,
  'look-up without an index': /FROM support_tickets WHERE reference = \$1/,
  insert: /^INSERT INTO page_views/,
  update: /^UPDATE customers/,
  upsert: /ON CONFLICT/,
  delete: /^DELETE FROM cart_items WHERE customer_id = \$1 AND/,
  'start of a transaction': /^BEGIN/,
  'end of a transaction': /^COMMIT/,
  rollback: /^ROLLBACK/,
  report: /^SELECT date_trunc/,
  purge: /^DELETE FROM orders/,
};

describe.each(VERSIONS)('the workload on PostgreSQL %i', (major) => {
  let server: TestServer;
  let workload: Workload | undefined;
  let lines: string[] = [];
  const database = 'shop';

  beforeAll(async () => {
    server = await startServer(major);
    await server.createDatabase(database);
    const connection = await server.connect({ database });
    await createDemoSchema(connection, { now: new Date(), appPassword: PASSWORD });
    await connection.close();
  });

  afterEach(async () => {
    await workload?.stop();
  });

  afterAll(() => server?.remove());

  function start(): Workload {
    lines = [];
    workload = startWorkload({
      connect: (applicationName, user) =>
        server.connect({ database, applicationName, user, password: PASSWORD }),
      log: (line) => lines.push(line),
      seed: 7,
    });
    return workload;
  }

  /** Of the sessions of the shop, how many meet the condition. */
  async function sessions(condition = 'true'): Promise<number> {
    const rows = await server.execute(
      `SELECT count(*) FROM pg_stat_activity WHERE usename = 'shop_app' AND ${condition}`,
    );
    return Number(rows[0]?.[0]);
  }

  async function statements(): Promise<readonly (readonly [text: string, calls: number])[]> {
    const rows = await server.execute(
      `SELECT query, sum(calls) FROM pg_stat_statements JOIN pg_roles AS r ON r.oid = userid
       WHERE rolname = 'shop_app' GROUP BY query ORDER BY 2 DESC`,
    );
    return rows.map(([text, calls]) => [text ?? '', Number(calls)]);
  }

  async function calls(pattern: RegExp): Promise<number> {
    const matching = (await statements()).filter(([text]) => pattern.test(text));
    return matching.reduce((sum, [, count]) => sum + count, 0);
  }

  const within = (seconds: number) => ({ timeout: seconds * 1000, interval: 100 });

  it('runs every kind of statement within some seconds', async () => {
    start();
    await expect
      .poll(async () => {
        const texts = (await statements()).map(([text]) => text);
        const missing = Object.entries(KINDS).filter(
          ([, kind]) => !texts.some((t) => kind.test(t)),
        );
        return missing.map(([name]) => name);
      }, within(40))
      .toEqual([]);
    expect(lines).toEqual([]);
  });

  it('opens each session under its own name, as the role of the application', async () => {
    start();
    await expect.poll(() => sessions(), within(10)).toBe(SESSION_COUNT);
    const rows = await server.execute(
      `SELECT DISTINCT application_name FROM pg_stat_activity WHERE usename = 'shop_app' ORDER BY 1`,
    );
    expect(rows.flat()).toEqual(SESSIONS.map((plan) => plan.applicationName).sort());
  });

  it('looks up single products more often than it does anything else', async () => {
    start();
    await expect.poll(() => calls(KINDS['look-up by key']), within(20)).toBeGreaterThan(100);
    const own = (await statements()).filter(([text]) => !text.includes('FOR KEY SHARE'));
    expect(own[0]?.[0]).toMatch(KINDS['look-up by key']);
  });

  it('lets a session wait for a lock and another idle in its transaction', async () => {
    start();
    const seen = new Set<string>();
    await expect
      .poll(async () => {
        if ((await sessions(`wait_event_type = 'Lock'`)) > 0) seen.add('lock');
        const idle = `state = 'idle in transaction' AND now() - state_change > interval '3 s'`;
        if ((await sessions(idle)) > 0) seen.add('idle');
        return [...seen].sort();
      }, within(50))
      .toEqual(['idle', 'lock']);
  });

  it('never touches the unused index and scans the tickets', async () => {
    start();
    const counters = `SELECT
      (SELECT idx_scan FROM pg_stat_user_indexes WHERE indexrelname = 'page_views_session_id_idx'),
      (SELECT seq_scan > 10 FROM pg_stat_user_tables WHERE relname = 'support_tickets')`;
    await expect
      .poll(() => server.execute(counters, { database }), within(30))
      .toEqual([['0', 't']]);
  });

  it('leaves no session behind when it stops, even in the middle of a transaction', async () => {
    const running = start();
    await expect
      .poll(
        () => sessions(`state = 'idle in transaction' AND application_name = 'shop-admin'`),
        within(20),
      )
      .toBe(1);
    const begin = performance.now();
    await running.stop();
    expect(performance.now() - begin).toBeLessThan(4_000);
    await running.stop();
    await expect.poll(() => sessions(), within(5)).toBe(0);
  });

  it('stops although its statements hang behind a lock of somebody else', async () => {
    const running = start();
    await expect.poll(() => sessions(), within(10)).toBe(SESSION_COUNT);
    const other = await server.connect({ database });
    await other.script('BEGIN; LOCK TABLE products');
    await expect.poll(() => sessions(`wait_event_type = 'Lock'`), within(10)).toBeGreaterThan(3);
    await running.stop();
    await expect.poll(() => sessions(), within(5)).toBe(0);
    await other.close();
  });

  it('begins once the server is there', async () => {
    await server.stop();
    start();
    await expect.poll(() => lines.length, within(10)).toBe(SESSION_COUNT);
    await server.start();
    await expect.poll(() => sessions(), within(15)).toBe(SESSION_COUNT);
    expect(lines.join('\n')).not.toContain(PASSWORD);
  });

  it.each(['fast', 'immediate'] as const)('comes back after a restart (%s)', async (mode) => {
    start();
    await expect.poll(() => sessions(), within(10)).toBe(SESSION_COUNT);
    await server.restart(mode);
    await expect.poll(() => sessions(), within(15)).toBe(SESSION_COUNT);
    const before = await calls(KINDS['look-up by key']);
    await expect.poll(() => calls(KINDS['look-up by key']), within(10)).toBeGreaterThan(before);
    expect(lines.length).toBeGreaterThan(0);
  });
});

describe('the seeded random numbers', () => {
  const draw = (seed: number, count: number) => {
    const random = seededRandom(seed);
    return Array.from({ length: count }, random);
  };

  it('are the same for the same seed and others for another', () => {
    expect(draw(1, 5)).toEqual(draw(1, 5));
    expect(draw(1, 5)).not.toEqual(draw(2, 5));
  });

  it('spread evenly over 0 to 1', () => {
    const tenths = draw(3, 20_000).reduce<number[]>((counts, value) => {
      const tenth = Math.floor(value * 10);
      counts[tenth] = (counts[tenth] ?? 0) + 1;
      return counts;
    }, []);
    expect(tenths).toHaveLength(10);
    expect(Math.min(...tenths)).toBeGreaterThan(1_800);
    expect(Math.max(...tenths)).toBeLessThan(2_200);
  });

  it('give the first hundredth of the ids about a fifth of the traffic when skewed', () => {
    const random = seededRandom(4);
    const ids = Array.from({ length: 10_000 }, () => skewedId(random, 5_000));
    expect(Math.min(...ids)).toBe(1);
    expect(Math.max(...ids)).toBeLessThanOrEqual(5_000);
    const hot = ids.filter((id) => id <= 50).length;
    expect(hot).toBeGreaterThan(1_900);
    expect(hot).toBeLessThan(2_400);
  });

  it('pick choices by their weight', () => {
    const random = seededRandom(5);
    const choices = [
      { name: 'rare', weight: 1 },
      { name: 'frequent', weight: 9 },
    ];
    const picked = Array.from({ length: 1_000 }, () => pickWeighted(random, choices)?.name);
    const rare = picked.filter((name) => name === 'rare').length;
    expect(rare).toBeGreaterThan(60);
    expect(rare).toBeLessThan(140);
    expect(picked).not.toContain(undefined);
  });
});

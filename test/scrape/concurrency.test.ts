import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { elapsed } from '../helpers/elapsed.ts';
import { openTarget } from '../helpers/open-target.ts';
import { samples, upOf } from '../helpers/page.ts';
import { gauge } from '../helpers/parse-queries.ts';
import { sharedServer } from '../helpers/shared.ts';

const server = sharedServer(18);

describe('with a query that is counted', () => {
  let database: string;

  beforeAll(async () => {
    database = await server.createDatabase();
    await server.script(
      `CREATE FUNCTION slow_one() RETURNS int LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(0.2); RETURN 1; END'`,
      { database },
    );
  });

  afterAll(() => server.dropDatabase(database));

  test('a hundred concurrent requests are one scrape with one result', async () => {
    const queries = gauge('q', 'SELECT slow_one() AS value');
    const target = openTarget(server, { database, queries });
    const results = await Promise.all(Array.from({ length: 100 }, () => target.scrape()));
    expect(new Set(results).size).toBe(1);
    expect(target.scrapes()).toBe(1);
    expect(await calls(database, 'slow_one')).toBe(1);
    await target.scrape();
    expect(await calls(database, 'slow_one')).toBe(2);
  });
});

test('different selections wait in turn, each with its own result', async () => {
  const { queries, watch } = await sleepers(0.15);
  const target = openTarget(server, { queries, connections: 5 });
  const most = watch(target.applicationName);
  const [a, b, all] = await Promise.all([
    target.scrape({ queries: ['a'] }),
    target.scrape({ queries: ['b'] }),
    target.scrape({}),
  ]);
  expect(await most()).toBe(1);
  expect(samples(a, 'a_value')).toEqual({ '': '1' });
  expect(samples(a, 'b_value')).toEqual({});
  expect(samples(b, 'b_value')).toEqual({ '': '1' });
  expect(Object.keys({ ...samples(all, 'a_value'), ...samples(all, 'b_value') })).toHaveLength(1);
  expect(target.scrapes()).toBe(3);
});

test('a selection that waits in vain for another one still says whether PostgreSQL was up', async () => {
  const { queries } = await sleepers(0.6);
  const target = openTarget(server, { queries });
  const slow = target.scrape({ queries: ['a'] });
  const first = await target.scrape({ queries: ['b'], timeoutMs: 150 });
  expect(upOf(first)).toBe('0 busy');
  await slow;
  const slowAgain = target.scrape({ queries: ['a'] });
  const second = await target.scrape({ queries: ['b'], timeoutMs: 150 });
  expect(upOf(second)).toBe('1 busy');
  expect(samples(second, 'b_value')).toEqual({});
  await slowAgain;
});

test('the order in which queries are selected makes no difference', async () => {
  const { queries } = await sleepers(0.1);
  const target = openTarget(server, { queries });
  await Promise.all([
    target.scrape({ queries: ['a', 'b'] }),
    target.scrape({ queries: ['b', 'a'] }),
  ]);
  expect(target.scrapes()).toBe(1);
});

test('who waits for another scrape has only what is left of his own time', async () => {
  const queries = [
    ...gauge('first', 'SELECT 1 AS value FROM pg_sleep(0.4)'),
    ...gauge('second', 'SELECT 1 AS value FROM pg_sleep(5)', { timeout: '10s' }),
  ];
  const target = openTarget(server, { queries });
  const before = target.scrape({ queries: ['first'] });
  const { ms } = await elapsed(() => target.scrape({ queries: ['second'], timeoutMs: 900 }));
  await before;
  expect(ms).toBeLessThan(1250);
});

test('who waits longer than his time is told, and the scrape goes on', async () => {
  const queries = gauge('q', 'SELECT 1 AS value FROM pg_sleep(0.5)');
  const target = openTarget(server, { queries });
  const patient = target.scrape();
  expect(upOf(await target.scrape({ timeoutMs: 100 }))).toBe('0 busy');
  expect(samples(await patient, 'q_value')).toEqual({ '': '1' });
});

test('a scrape after a failed one is a new one', async () => {
  const target = openTarget(server, {
    queries: gauge('q', 'SELECT 1 AS value'),
    connection: { port: 1 },
  });
  const failed = await Promise.all([target.scrape(), target.scrape()]);
  expect(failed.map(upOf)).toEqual(['0 refused', '0 refused']);
  expect(target.scrapes()).toBe(1);
  await target.scrape();
  expect(target.scrapes()).toBe(2);
});

test('a password that takes too long to fetch ends with the deadline, and costs no session for good', async () => {
  let slow = true;
  const password = async () => {
    if (slow) await new Promise((resolve) => setTimeout(resolve, 700));
    return 'pgvitals-of-the-tests';
  };
  const queries = gauge('q', 'SELECT 1 AS value');
  const target = openTarget(server, { queries, connections: 1, connection: { password } });
  const { ms, value } = await elapsed(() => target.scrape({ timeoutMs: 200 }));
  expect(ms).toBeLessThan(600);
  expect(upOf(value)).toBe('0 timeout');
  slow = false;
  expect(upOf(await target.scrape({ timeoutMs: 3000 }))).toBe('1 ok');
  expect(upOf(await target.scrape({ timeoutMs: 3000 }))).toBe('1 ok');
});

test('the budget of sessions holds over many databases and a hundred concurrent requests', async () => {
  const databases = await Promise.all(Array.from({ length: 6 }, () => server.createDatabase()));
  onTestFinished(async () => {
    for (const name of databases) await server.dropDatabase(name);
  });
  const queries = gauge('q', 'SELECT 1 AS value FROM pg_sleep(0.05)', { scope: 'database' });
  const target = openTarget(server, { queries, databases, connections: 3 });
  const most = watchSessions(target.applicationName);
  for (let round = 0; round < 2; round++) {
    const results = await Promise.all(Array.from({ length: 100 }, () => target.scrape()));
    expect(Object.keys(samples(results[0]!, 'q_value'))).toHaveLength(7);
  }
  expect(await most()).toBe(3);
  expect(target.scrapes()).toBe(2);
});

async function sleepers(seconds: number) {
  const queries = ['a', 'b'].flatMap((id) =>
    gauge(id, `SELECT 1 AS value FROM pg_sleep(${seconds})`),
  );
  return { queries, watch: watchSessions };
}

/** Watches pg_stat_activity until it is asked for the most sessions that were there at once. */
function watchSessions(applicationName: string): () => Promise<number> {
  let most = 0;
  let on = true;
  const watching = (async () => {
    const session = await server.connect();
    const sql = `SELECT count(*) FROM pg_stat_activity WHERE application_name = '${applicationName}'`;
    while (on) most = Math.max(most, Number((await session.query(sql)).rows[0]?.[0]));
    await session.close();
  })();
  return async () => {
    on = false;
    await watching;
    return most;
  };
}

async function calls(database: string, text: string): Promise<number> {
  const rows = await server.execute(
    `SELECT coalesce(sum(s.calls), 0) FROM pg_stat_statements s JOIN pg_database d ON d.oid = s.dbid
     WHERE d.datname = '${database}' AND s.query LIKE '%/* pgvitals:q */%${text}%'`,
  );
  return Number(rows[0]?.[0]);
}

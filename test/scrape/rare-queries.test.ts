import { afterAll, beforeAll, expect, test } from 'vitest';
import { planQueries } from '../../src/plan/plan.ts';
import { predicateCache } from '../../src/scrape/predicate-cache.ts';
import { resultCache } from '../../src/scrape/result-cache.ts';
import { runPlanned } from '../../src/scrape/run-planned.ts';
import { readSession } from '../../src/target/read-session.ts';
import { openTarget } from '../helpers/open-target.ts';
import { failuresOf, samples } from '../helpers/page.ts';
import { gauge } from '../helpers/parse-queries.ts';
import { sharedServer } from '../helpers/shared.ts';

const server = sharedServer(18);
let database: string;

beforeAll(async () => {
  database = await server.createDatabase();
  await server.script('CREATE SEQUENCE seen; GRANT ALL ON seen TO pgvitals', { database });
});

afterAll(() => server.dropDatabase(database));

test('rows of a query with a ttl are served from before, with their age, until they are too old', async () => {
  const { at, scrape } = rare('SELECT clock_timestamp() AS value', '1m');
  const first = await scrape();
  at(59_000);
  const second = await scrape();
  expect(samples(second, 'q_value')).toEqual(samples(first, 'q_value'));
  expect(ageOf(second)).toBe('59');
  expect(samples(second, 'pgvitals_query_duration_seconds')).toEqual({});
  at(60_000);
  const third = await scrape();
  expect(samples(third, 'q_value')).not.toEqual(samples(first, 'q_value'));
  expect(ageOf(third)).toBe('0');
});

test('a failure falls back on the last good rows until they are three times too old', async () => {
  const { at, breakIt, scrape } = rare('SELECT 1 AS value FROM here', '1m');
  await server.script('CREATE TABLE here AS SELECT 1; GRANT SELECT ON here TO pgvitals', {
    database,
  });
  await scrape();
  await breakIt('here');
  at(100_000);
  const failed = await scrape();
  expect(samples(failed, 'q_value')).toEqual({ '': '1' });
  expect(ageOf(failed)).toBe('100');
  expect(successOf(failed)).toBe('0');
  at(179_000);
  expect(samples(await scrape(), 'q_value')).toEqual({ '': '1' });
  at(180_000);
  expect(samples(await scrape(), 'q_value')).toEqual({});
});

test('a query with a ttl that fails rests, and stays a failure meanwhile', async () => {
  const { at, log, scrape } = rare('SELECT 1 / 0 AS value', '10m');
  for (const [time, failures] of [
    [0, '1'],
    [29_000, '1'],
    [30_000, '2'],
    [31_000, '2'],
  ] as const) {
    at(time);
    const result = await scrape();
    expect(failuresOf(result)).toEqual({ [`q ${database} query_error`]: failures });
    expect(successOf(result)).toBe('0');
  }
  expect(log.map(({ message }) => message)).toEqual(['query failed']);
});

test('resting after last good rows is no success either', async () => {
  const { at, breakIt, log, scrape } = rare('SELECT 1 AS value FROM there', '1m');
  await server.script('CREATE TABLE there AS SELECT 1; GRANT SELECT ON there TO pgvitals', {
    database,
  });
  await scrape();
  await breakIt('there');
  for (const time of [61_000, 62_000, 63_000]) {
    at(time);
    const result = await scrape();
    expect(samples(result, 'q_value')).toEqual({ '': '1' });
    expect(successOf(result)).toBe('0');
  }
  expect(log.map(({ message }) => message)).toEqual(['query failed']);
});

test('a query without a ttl is tried again on every scrape', async () => {
  const { scrape } = rare('SELECT 1 / 0 AS value', '0s');
  await scrape();
  expect(failuresOf(await scrape())).toEqual({ [`q ${database} query_error`]: '2' });
});

test('a failure is one log line, and so is its end', async () => {
  const { breakIt, log, scrape } = rare('SELECT 1 AS value FROM again', '0s');
  const mend = () =>
    server.script('CREATE TABLE again AS SELECT 1; GRANT SELECT ON again TO pgvitals', {
      database,
    });
  await mend();
  await scrape();
  await breakIt('again');
  await scrape();
  await scrape();
  await mend();
  await scrape();
  await scrape();
  expect(log.map(({ level, message }) => [level, message])).toEqual([
    ['warn', 'query failed'],
    ['info', 'query works again'],
  ]);
});

test('what is left of the deadline never becomes a timeout that the session cannot live with', async () => {
  const connection = await server.connect({ database });
  const facts = { database, extensions: new Map() };
  const { runs } = planQueries({
    queries: gauge(
      'q',
      "SELECT setting AS value FROM pg_settings WHERE name = 'statement_timeout'",
    ),
    server: {
      versionNum: 180_000,
      version: '18',
      role: 'primary',
      user: 'postgres',
      superuser: true,
      privileges: new Set(),
      databases: [],
    },
    mainDatabase: database,
    databases: [facts],
  });
  const [planned] = runs;
  if (planned === undefined) throw new Error('Expected a query to run.');
  const now = () => 0;
  const outcome = await runPlanned(planned, {
    connection,
    session: readSession(connection, 180_000),
    deadline: {
      signal: new AbortController().signal,
      remainingMs: () => 10,
      clear: () => undefined,
    },
    cache: resultCache(now),
    predicates: predicateCache(now),
    labels: {},
    address: '',
    now,
    worked: now,
  });
  await connection.close();
  expect('result' in outcome && outcome.result?.families[0]?.blocks[0]?.values).toEqual(['100']);
});

function rare(sql: string, ttl: string) {
  let time = 0;
  const target = openTarget(server, {
    database,
    queries: gauge('q', sql, { ttl }),
    now: () => time,
  });
  return {
    scrape: () => target.scrape(),
    log: target.log,
    at: (milliseconds: number) => {
      time = milliseconds;
    },
    breakIt: (table: string) => server.script(`DROP TABLE ${table}`, { database }),
  };
}

type Result = Parameters<typeof samples>[0];

function ageOf(result: Result): string | undefined {
  return Object.values(samples(result, 'pgvitals_query_age_seconds'))[0];
}

function successOf(result: Result): string | undefined {
  return Object.values(samples(result, 'pgvitals_query_success'))[0];
}

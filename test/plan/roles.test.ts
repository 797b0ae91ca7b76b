import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MAJORS } from '../helpers/majors.ts';
import { openTarget } from '../helpers/open-target.ts';
import { failuresOf, samples, skippedOf, upOf } from '../helpers/page.ts';
import { gauge } from '../helpers/parse-queries.ts';
import { sharedServer } from '../helpers/shared.ts';
import { shippedQueries } from '../helpers/shipped-queries.ts';

describe.each(MAJORS)('on PostgreSQL %i', (major) => {
  const server = sharedServer(major);

  beforeAll(() => server.script('CREATE ROLE "Grown Up" LOGIN PASSWORD \'x\''));
  afterAll(() => server.script('DROP ROLE "Grown Up"'));

  test('with pg_monitor alone nothing of the shipped catalog but the files of the host lacks a privilege or fails', async () => {
    const target = openTarget(server, { queries: await shippedQueries() });
    const result = await target.scrape();
    expect(upOf(result)).toBe('1 ok');
    expect(failuresOf(result)).toEqual({});
    const lacking = skippedOf(result).filter((line) => line.endsWith(' privilege'));
    expect(lacking.filter((line) => !line.includes('pg_host_'))).toEqual([]);
  });

  test('with nothing but LOGIN what can run does, and the rest is skipped rather than failing', async () => {
    const target = openTarget(server, { user: 'plain', queries: await shippedQueries() });
    const result = await target.scrape();
    expect(upOf(result)).toBe('1 ok');
    expect(failuresOf(result)).toEqual({});
    expect(Object.keys(samples(result, 'pg_stat_database_xact_commit')).length).toBeGreaterThan(0);
    expect(skippedOf(result).filter((line) => line.endsWith(' privilege')).length).toBeGreaterThan(
      0,
    );
  });

  test('the GRANT that is recommended is right, and all that is needed', async () => {
    const queries = await shippedQueries();
    const options = { user: 'Grown Up', queries, connection: { password: async () => 'x' } };
    const before = (await openTarget(server, options).explain(10_000)).plan.skips;
    const remedies = before
      .filter(({ reason }) => reason === 'privilege')
      .map(({ remedy }) => remedy);
    expect(remedies.length).toBeGreaterThan(0);
    for (const remedy of new Set(remedies)) await server.script(remedy);
    const after = (await openTarget(server, options).explain(10_000)).plan;
    expect(after.skips.filter(({ reason }) => reason === 'privilege')).toEqual([]);
  });
});

test('a privilege that is inherited counts, one that needs SET ROLE does not', async () => {
  const server = sharedServer(18);
  await server.script(`CREATE ROLE team; GRANT pg_read_all_stats TO team;
    CREATE ROLE inherits LOGIN PASSWORD 'x' IN ROLE team;
    CREATE ROLE sets LOGIN NOINHERIT PASSWORD 'x' IN ROLE team`);
  const queries = gauge('q', 'SELECT 1 AS value', { requires: { privilege: 'pg_read_all_stats' } });
  const outcomes = [];
  for (const user of ['inherits', 'sets']) {
    const target = openTarget(server, { user, queries, connection: { password: async () => 'x' } });
    outcomes.push(skippedOf(await target.scrape()));
    await target.close();
  }
  await server.script('DROP ROLE inherits, sets, team');
  expect(outcomes).toEqual([[], ['q postgres privilege']]);
});

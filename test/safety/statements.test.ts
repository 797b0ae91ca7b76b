import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MAJORS } from '../helpers/majors.ts';
import { openTarget } from '../helpers/open-target.ts';
import { samples } from '../helpers/page.ts';
import { gauge } from '../helpers/parse-queries.ts';
import { sharedServer } from '../helpers/shared.ts';
import { shippedQueries } from '../helpers/shipped-queries.ts';

describe.each([13, 18] as const)('on PostgreSQL %i', (major) => {
  const server = sharedServer(major);

  beforeAll(() => server.script("CREATE ROLE counted LOGIN PASSWORD 'x' IN ROLE pg_monitor"));
  afterAll(() => server.script('DROP ROLE counted'));

  test('fifty scrapes with different deadlines add no entry to pg_stat_statements', async () => {
    const queries = await shippedQueries(
      'pg_static',
      'pg_stat_database',
      'pg_stat_archiver',
      'pg_stat_statements',
      'pg_stat_user_tables',
    );
    const target = () =>
      openTarget(server, { queries, user: 'counted', connection: { password: async () => 'x' } });
    const entries = async () => {
      const rows = await server.execute(
        "SELECT count(*) FROM pg_stat_statements WHERE userid = 'counted'::regrole",
      );
      return Number(rows[0]?.[0]);
    };
    const first = target();
    for (const timeoutMs of [10_000, 800, 790, 10_000]) await first.scrape({ timeoutMs });
    const before = await entries();
    expect(before).toBeGreaterThan(5);
    for (let scrape = 0; scrape < 25; scrape++)
      await first.scrape({ timeoutMs: 600 + 37 * scrape });
    await first.close();
    const second = target();
    for (let scrape = 0; scrape < 25; scrape++)
      await second.scrape({ timeoutMs: 610 + 41 * scrape });
    expect(await entries()).toBe(before);
  });
});

test.each(MAJORS)('the exporter knows what its queries cost PostgreSQL %i', async (major) => {
  const server = sharedServer(major);
  const queries = [
    ...gauge('known', 'SELECT 1 + 2 * 3 - 4 AS value'),
    ...gauge('with_cte', 'WITH a AS (SELECT 1 + 2 * 3 - 4 + 5 AS value) TABLE a'),
  ];
  await openTarget(server, { queries }).scrape();
  const own = await shippedQueries('pgvitals_own_statements');
  const result = await openTarget(server, { queries: own }).scrape();
  const names = Object.keys(samples(result, 'pgvitals_own_statements_calls_total')).join(' ');
  for (const name of ['known', 'with_cte', 'facts', 'session', 'connect']) {
    expect(names).toContain(`query="${name}"`);
  }
});

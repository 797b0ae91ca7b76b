import { afterAll, describe, expect, test } from 'vitest';
import { loadCatalog, SHIPPED_CATALOG } from '../../src/catalog/load.ts';
import { MAJORS } from '../helpers/majors.ts';
import { openTarget } from '../helpers/open-target.ts';
import { samples } from '../helpers/page.ts';
import { gauge } from '../helpers/parse-queries.ts';
import { sharedServer } from '../helpers/shared.ts';

const EXPORTER = "userid = (SELECT oid FROM pg_roles WHERE rolname = 'counted')";

describe.each(MAJORS)('on PostgreSQL %i', (major) => {
  const server = sharedServer(major);

  afterAll(() => server.script('DROP ROLE counted'));

  test('fifty scrapes with different deadlines add no entry to pg_stat_statements', async () => {
    await server.script("CREATE ROLE counted LOGIN PASSWORD 'x'; GRANT pg_monitor TO counted");
    const password = async () => 'x';
    const options = { queries: await light(), user: 'counted', connection: { password } };
    const entries = async () =>
      Number(
        (await server.execute(`SELECT count(*) FROM pg_stat_statements WHERE ${EXPORTER}`))[0]?.[0],
      );
    const first = openTarget(server, options);
    await first.scrape();
    await first.scrape({ timeoutMs: 9000 });
    const before = await entries();
    expect(before).toBeGreaterThan(5);
    for (let scrape = 0; scrape < 25; scrape++)
      await first.scrape({ timeoutMs: 5000 + 37 * scrape });
    await first.close();
    const second = openTarget(server, options);
    for (let scrape = 0; scrape < 25; scrape++)
      await second.scrape({ timeoutMs: 1234 + 41 * scrape });
    expect(await entries()).toBe(before);
  });

  test('the exporter knows what its own queries cost the server', async () => {
    const own = (await loadCatalog([SHIPPED_CATALOG])).filter(
      ({ id }) => id === 'pgvitals_own_statements',
    );
    const queries = [
      ...gauge('known', 'SELECT 1 + 2 * 3 - 4 AS value'),
      ...gauge('with_cte', 'WITH a AS (SELECT 1 + 2 * 3 - 4 + 5 AS value) TABLE a'),
    ];
    await openTarget(server, { queries }).scrape();
    const result = await openTarget(server, { queries: own }).scrape();
    const names = Object.keys(samples(result, 'pgvitals_own_statements_calls_total')).join(' ');
    for (const name of ['known', 'with_cte', 'facts', 'session', 'connect']) {
      expect(names).toContain(`query="${name}"`);
    }
  });
});

/** What has no ttl, so that every scrape runs the same. */
async function light() {
  const queries = await loadCatalog([SHIPPED_CATALOG]);
  return queries.filter(({ ttlMs }) => ttlMs === 0);
}

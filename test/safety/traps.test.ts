import { describe, expect, onTestFinished, test } from 'vitest';
import { openTarget } from '../helpers/open-target.ts';
import { failuresOf } from '../helpers/page.ts';
import { SET_TRAPS } from '../helpers/set-traps.ts';
import { sharedServer } from '../helpers/shared.ts';
import { shippedQueries } from '../helpers/shipped-queries.ts';

describe.each([13, 18] as const)('on PostgreSQL %i', (major) => {
  const server = sharedServer(major);

  test('who may create in schema public cannot make the exporter call what he made', async () => {
    const database = await server.createDatabase();
    onTestFinished(() => server.dropDatabase(database));
    await server.script(
      'CREATE EXTENSION pg_stat_statements; GRANT CREATE ON SCHEMA public TO plain; CREATE TABLE t (id serial PRIMARY KEY)',
      { database },
    );
    await server.script(SET_TRAPS, { database, user: 'plain' });
    const target = openTarget(server, { database, queries: await shippedQueries() });
    const result = await target.scrape();
    expect(target.log.map(({ query, error }) => `${query}: ${error}`)).toEqual([]);
    expect(failuresOf(result)).toEqual({});
  });
});

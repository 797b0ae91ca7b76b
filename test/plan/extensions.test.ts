import { describe, expect, onTestFinished, test } from 'vitest';
import { configSchema } from '../../src/config/schema.ts';
import { statementOptions } from '../../src/config/statement-options.ts';
import { openTarget } from '../helpers/open-target.ts';
import { droppedOf, failuresOf, samples, skippedOf } from '../helpers/page.ts';
import { gauge } from '../helpers/parse-queries.ts';
import { sharedServer } from '../helpers/shared.ts';
import { shippedQueries } from '../helpers/shipped-queries.ts';

/** Somebody has to take the rows of the feed. */
const statements = statementOptions(configSchema.parse({}).statements);

describe.each([13, 18] as const)('on PostgreSQL %i', (major) => {
  const server = sharedServer(major);

  test('a missing extension is a skip, and its remedy makes the query run', async () => {
    const database = await newDatabase();
    const queries = await shippedQueries('pg_stat_statements');
    const target = openTarget(server, { database, queries, statements });
    expect(skippedOf(await target.scrape())).toEqual([`pg_stat_statements ${database} extension`]);
    const { plan } = await target.explain(5000);
    await server.execute(plan.skips[0]?.remedy.split(';')[0] ?? '', { database });
    await expectStatements(database);
  });

  test('an extension that only another database has is used there', async () => {
    const database = await newDatabase();
    await expectStatements(database, ['postgres']);
  });

  test('an extension in a schema of an odd name is found', async () => {
    const database = await newDatabase();
    await server.script(
      'CREATE SCHEMA "My ""Stats"", é"; CREATE EXTENSION pg_stat_statements SCHEMA "My ""Stats"", é"',
      { database },
    );
    await server.script('GRANT USAGE ON SCHEMA "My ""Stats"", é" TO pgvitals', { database });
    await expectStatements(database);
  });

  test.each([
    ['1.7', false],
    ['1.8', true],
  ])(
    'an extension that was not updated (%s) is used where it is new enough',
    async (version, runs) => {
      const database = await newDatabase();
      await server.script(`CREATE EXTENSION pg_stat_statements VERSION '${version}'`, { database });
      if (runs) return expectStatements(database);
      const queries = await shippedQueries('pg_stat_statements');
      const target = openTarget(server, { database, queries, statements });
      expect(skippedOf(await target.scrape())).toEqual([
        `pg_stat_statements ${database} extension`,
      ]);
      const { plan } = await target.explain(5000);
      expect(plan.skips[0]).toMatchObject({
        detail: `extension pg_stat_statements is ${version} in database ${database}, needs >=1.8`,
        remedy: 'ALTER EXTENSION pg_stat_statements UPDATE;',
      });
      await server.script(plan.skips[0]?.remedy ?? '', { database });
      await expectStatements(database);
    },
  );

  async function newDatabase(): Promise<string> {
    const database = await server.createDatabase();
    onTestFinished(() => server.dropDatabase(database));
    return database;
  }

  async function expectStatements(database: string, databases: readonly string[] = []) {
    const queries = await shippedQueries('pg_stat_statements');
    const result = await openTarget(server, { database, databases, queries, statements }).scrape();
    expect(skippedOf(result)).toEqual([]);
    expect(failuresOf(result)).toEqual({});
    expect(droppedOf(result)).toEqual({});
    expect(Object.keys(samples(result, 'pg_stat_statements_calls_total')).length).toBeGreaterThan(
      0,
    );
  }
});

test('SQL is chosen by the version of the server or of the extension', async () => {
  const server = sharedServer(16);
  const queries = [
    ...gauge('server', {
      '<16': 'SELECT 15 AS value',
      '>=16 <17': 'SELECT 16 AS value',
      '>=17': 'SELECT 17 AS value',
    }),
    ...gauge('extension', {
      'pg_stat_statements <1.10': 'SELECT 1 AS value',
      'pg_stat_statements >=1.10': 'SELECT 2 AS value',
    }),
    ...gauge('none', { '<15': 'SELECT 1 AS value' }),
    ...gauge('new', 'SELECT 1 AS value', { requires: { version: '>=17' } }),
    ...gauge('standby', 'SELECT 1 AS value', { requires: { role: 'standby' } }),
    ...gauge('predicate', 'SELECT 1 AS value', { requires: { predicate: 'SELECT false' } }),
    ...gauge('holds', 'SELECT 1 AS value', { requires: { predicate: 'SELECT true' } }),
  ];
  const result = await openTarget(server, { queries }).scrape();
  const values = ['server', 'extension', 'holds'].map((id) => samples(result, `${id}_value`)['']);
  expect(values).toEqual(['16', '2', '1']);
  expect(skippedOf(result)).toEqual([
    'new postgres version',
    'none postgres version',
    'predicate postgres predicate',
    'standby postgres role',
  ]);
});

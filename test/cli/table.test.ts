import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { waitUntil } from '../../src/demo/embedded/wait-until.ts';
import { MAJORS } from '../helpers/servers.ts';
import { sharedServer } from '../helpers/shared.ts';
import type { ServerView } from '../helpers/test-server.ts';
import { runMain } from './run-main.ts';

const SETUP = `
  CREATE TABLE people (id int PRIMARY KEY, name text NOT NULL, city text, note text);
  CREATE INDEX people_city_name ON people (city, name);
  INSERT INTO people SELECT i, 'name ' || i, 'city ' || i % 10, NULL FROM generate_series(1, 2000) i;
  CREATE SCHEMA other;
  CREATE TABLE other.people_twice (id int);
  CREATE TABLE people_twice (person int REFERENCES people);
  INSERT INTO people_twice SELECT 1 + i % 2000 FROM generate_series(1, 60000) i;
  ANALYZE people_twice;
  CREATE TABLE parts (id int, at date) PARTITION BY RANGE (at);
  CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM ('2020-01-01') TO ('2030-01-01');
  CREATE INDEX parts_at ON parts (at);
  GRANT SELECT ON people TO pgvitals;
  ANALYZE people;
  CREATE EXTENSION pg_stat_statements;
  SELECT count(*) AS table_test FROM people WHERE city = 'city 3';
  SELECT count(*) AS table_test_of_another FROM people_twice`;

describe.each([MAJORS[0] ?? 13, MAJORS.at(-1) ?? 18])(
  'pgvitals table on PostgreSQL %i',
  (major) => {
    let server: ServerView;
    let database = '';

    beforeAll(async () => {
      server = sharedServer(major);
      database = await server.createDatabase();
      const session = await server.connect({ database });
      for (const statement of SETUP.split(';')) await session.query(statement);
      await session.close();
      // What the session counted may be added to what its ANALYZE found.
      const counted = async () => (await json('people')).use[0]?.live_rows >= 2000;
      expect(await waitUntil(counted, { timeoutMs: 10_000, intervalMs: 200 })).toBe(true);
    });

    afterAll(() => server.dropDatabase(database));

    const run = (...argv: readonly string[]) => {
      const env = { DATABASE_URL: server.uri({ user: 'pgvitals', database }), COLUMNS: '100' };
      return runMain(['table', ...argv], env);
    };
    const json = async (name: string) =>
      JSON.parse((await run(name, '--database', database, '--json')).stdout);

    test('has its columns with what the planner knows, and their place in indexes', async () => {
      const { columns } = await json('people');
      expect(columns).toMatchObject([
        {
          column: 'id',
          type: 'integer',
          required: true,
          distinct_values: 2000,
          indexes: 'people_pkey 1',
        },
        { column: 'name', required: true, indexes: 'people_city_name 2' },
        { column: 'city', required: false, distinct_values: 10, indexes: 'people_city_name 1' },
        { column: 'note', null_ratio: 1, indexes: '' },
      ]);
    });

    test('has its use, its indexes and the statements that name it, and no others', async () => {
      const found = await json('public.people');
      expect(found).toMatchObject({ database, schema: 'public', table: 'people' });
      expect(found.indexes.map(({ index }: { index: string }) => index).sort()).toEqual([
        'people_city_name',
        'people_pkey',
      ]);
      const texts = found.statements.map(({ query }: { query: string }) => query).join('\n');
      expect(texts).toContain('AS table_test FROM people');
      expect(texts).not.toContain('table_test_of_another');
      expect(found.advice).toEqual([]);
    });

    test('gives the advice that is for it', async () => {
      const { advice } = await json('public.people_twice');
      expect(advice).toMatchObject([
        { action: expect.stringContaining('ON public.people_twice (person)') },
      ]);
    });

    test('fits a terminal', async () => {
      const { code, stdout } = await run('people', '--database', database);
      expect(code).toBe(0);
      expect(stdout).toMatch(new RegExp(`^public\\.people in database ${database}\\n\\nUSE\\n`));
      expect(stdout).toMatch(/^name +text +yes .*people_city_name 2$/m);
      expect(stdout.split('\n').filter((line) => [...line].length > 100)).toEqual([]);
      const parent = (await run('parts', '--database', database)).stdout;
      expect(parent).toContain('Its partitions have those that are named above.');
    });

    test('says which there are where a name is not enough, or is of none', async () => {
      expect(await run('people_twice', '--database', database)).toMatchObject({
        code: 2,
        stderr: `pgvitals: people_twice is other.people_twice in ${database}, public.people_twice in ${database}; say which, with its schema or --database\n`,
      });
      expect(await run('nothing_like_it')).toMatchObject({
        code: 1,
        stderr: expect.stringContaining('there is no table nothing_like_it in any database'),
      });
    });

    test('does not wait behind DDL', async () => {
      const holder = await server.connect({ database });
      await holder.query('BEGIN');
      await holder.query('ALTER TABLE people ADD COLUMN later int');
      const { code, stdout } = await run('people', '--database', database);
      await holder.query('ROLLBACK');
      await holder.close();
      expect(code).toBe(0);
      expect(stdout).toContain('people_city_name 2');
    });
  },
);

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MAJORS } from '../helpers/servers.ts';
import { sharedServer } from '../helpers/shared.ts';
import { runMain } from './run-main.ts';

const SETUP = `
  CREATE TABLE big (id int PRIMARY KEY, ref text, kind int);
  INSERT INTO big SELECT i, 'ref ' || i, i % 10 FROM generate_series(1, 5000) i;
  CREATE TABLE parts (id int, at date) PARTITION BY RANGE (at);
  CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM ('2024-01-01') TO ('2024-02-01');
  CREATE TABLE parts_2 PARTITION OF parts FOR VALUES FROM ('2024-02-01') TO ('2024-03-01');
  INSERT INTO parts SELECT i, '2024-01-01'::date + i % 59 FROM generate_series(1, 5000) i;
  CREATE SCHEMA app; CREATE TABLE app.inner_table (id int);
  ANALYZE`;

describe.each(MAJORS)('explain-query on PostgreSQL %i', (major) => {
  const server = sharedServer(major);
  let database = '';

  beforeAll(async () => {
    database = await server.createDatabase();
    await server.script(SETUP, { database });
    await server.execute(
      "SELECT * FROM big WHERE ref = 'ref 7' AND now() > now() - interval '1 d'",
      {
        database,
      },
    );
  });

  afterAll(() => server.dropDatabase(database));

  const run = (argv: readonly string[], user?: string) =>
    runMain(['explain-query', ...argv], {
      DATABASE_URL: server.uri({ database, ...(user === undefined ? {} : { user }) }),
    });

  test('plans SQL with parameters for any value of them, and warns of a scan', async () => {
    const { code, stderr, stdout } = await run(['SELECT * FROM big WHERE ref = $1 AND kind = $2']);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^Seq Scan on public\.big {2}\(cost=/);
    expect(stdout).toContain('warning: reads all of public.big (5,000 rows, ');
    expect(stdout).toContain('try: CREATE INDEX CONCURRENTLY ON public.big (ref, kind);\n');
    const { stdout: good } = await run(['SELECT * FROM big WHERE id = $1']);
    expect(good).toContain('No table of 1,000 rows or more is read from end to end.');
    expect(good).toContain('Indexes used: big_pkey.');
  });

  test('finds a statement by its id, with what pg_stat_statements made of its constants', async () => {
    const env = { DATABASE_URL: server.uri({ user: 'pgvitals' }) };
    const argv = ['queries', '--json', '--limit', '0', '--database', database];
    const listed = JSON.parse((await runMain(argv, env)).stdout);
    const { queryid } = listed.find(({ query }: { query: string }) =>
      /^SELECT \* FROM big WHERE ref/.test(query),
    );
    const { code, stderr, stdout } = await run([queryid, '--json']);
    expect([code, stderr]).toEqual([0, '']);
    const answer = JSON.parse(stdout);
    expect(answer).toMatchObject({ queryid, database, user: 'postgres' });
    expect(answer.findings.sequentialScans[0].suggestion).toBe(
      'CREATE INDEX CONCURRENTLY ON public.big (ref);',
    );
  });

  test('--analyze runs it, read-only, and tells pruned partitions', async () => {
    const sql = "SELECT count(*) FROM parts WHERE at = '2024-01-15'";
    const { code, stdout } = await run(['--analyze', sql, '--min-rows', '100']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/Execution Time: [\d.]+ ms/);
    expect(stdout).toContain('Partitions read: 1, left out: 0.');
    const refused = await run(['--analyze', 'DELETE FROM big']);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('; it would write, and --analyze is for statements that only');
    const writes = "SELECT setval('s', 1)";
    await server.execute('CREATE SEQUENCE IF NOT EXISTS s', { database });
    expect((await run(['--analyze', writes])).stderr).toContain('it would write');
    expect(await server.execute('SELECT count(*) FROM big', { database })).toEqual([['5000']]);
  });

  test.each([
    ['SELECT 1; DROP TABLE big', 'this is more than one statement; give one'],
    [
      'VACUUM',
      'EXPLAIN is for SELECT, INSERT, UPDATE, DELETE, MERGE, VALUES and WITH; this is VACUUM',
    ],
    ['', 'this is empty'],
    ['SELECT * FROM inner_table', 'is it in another database or schema'],
    ['SELECT nope FROM big', 'is it in another database or schema'],
    ['424242', 'pg_stat_statements has no statement 424242; "pgvitals queries" lists'],
    ['SELECT $1', ''],
  ])('%j is answered with one sentence', async (sql, expected) => {
    const { code, stderr } = await run([sql]);
    expect(code).toBe(expected === '' ? 0 : 1);
    expect(stderr).toMatch(expected === '' ? /^$/ : /^pgvitals: [^\n]+\n$/);
    expect(stderr).toContain(expected);
  });

  test('knows the schemas of the application, a timeout, and what a role lacks', async () => {
    const path = await run(['SELECT * FROM inner_table', '--search-path', 'app,public']);
    expect(path.stdout).toContain('Seq Scan on app.inner_table');
    const slow = await run(['--analyze', 'SELECT pg_sleep(20)', '--timeout', '100ms']);
    expect(slow.stderr).toContain('it took longer than --timeout');
    const poor = await run(['SELECT * FROM big'], 'pgvitals');
    expect([poor.code, poor.stderr]).toEqual([1, expect.stringContaining('pg_read_all_data')]);
    const values = await run(['--analyze', 'SELECT * FROM big WHERE id = $1']);
    expect(values.stderr).toContain('the statement has a parameter, and running it needs values');
  });
});

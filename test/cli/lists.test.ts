import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { waitUntil } from '../../src/demo/embedded/wait-until.ts';
import { MAJORS } from '../helpers/servers.ts';
import { sharedServer } from '../helpers/shared.ts';
import type { ServerView } from '../helpers/test-server.ts';
import { runMain } from './run-main.ts';

const SETUP = `
  CREATE TABLE parents (id int PRIMARY KEY, name text);
  CREATE INDEX parents_name_unused ON parents (name);
  INSERT INTO parents SELECT i, 'name ' || i FROM generate_series(1, 5000) i;
  CREATE TABLE small (id int);`;

describe.each(MAJORS)('lists of a server with PostgreSQL %i', (major) => {
  let server: ServerView;
  let database = '';

  beforeAll(async () => {
    server = sharedServer(major);
    database = await server.createDatabase();
    const session = await server.connect({ database });
    for (const statement of SETUP.split(';')) await session.query(statement);
    await session.query('CREATE EXTENSION pg_stat_statements');
    for (let i = 0; i < 3; i += 1) {
      await session.query('SELECT count(*) AS lists_of_parents FROM parents WHERE id <> $1', {
        values: [i],
      });
    }
    await session.query('SELECT pg_sleep(0.15) AS lists_slow');
    await session.close();
    // In a session of its own: what the first one counted is added to what VACUUM found.
    // Three queries, and what made the primary key and the index.
    const all = async () => (await counted()) === '5000 5';
    expect(await waitUntil(all, { timeoutMs: 10_000 })).toBe(true);
    await server.execute('VACUUM ANALYZE parents', { database });
    const found = async () => (await counted()).startsWith('5000') && (await vacuumed());
    expect(await waitUntil(found, { timeoutMs: 10_000 })).toBe(true);
  });

  afterAll(() => server.dropDatabase(database));

  async function vacuumed(): Promise<boolean> {
    const rows = await server.execute(
      "SELECT 1 FROM pg_stat_user_tables WHERE relname = 'parents' AND last_vacuum IS NOT NULL",
      { database },
    );
    return rows.length > 0;
  }

  async function counted(): Promise<string> {
    const [row] = await server.execute(
      `SELECT n_live_tup || ' ' || seq_scan FROM pg_stat_user_tables
       WHERE relname = 'parents'`,
      { database },
    );
    return row?.[0] ?? '';
  }

  const run = (argv: readonly string[], user = 'pgvitals') =>
    runMain(argv, { DATABASE_URL: server.uri({ database, user }), COLUMNS: '100' });
  const json = async (argv: readonly string[], user?: string) => {
    const { code, stderr, stdout } = await run([...argv, '--json'], user);
    expect([code, stderr]).toEqual([0, '']);
    return JSON.parse(stdout) as readonly Readonly<Record<string, unknown>>[];
  };

  test('tables have their size, their rows and their scans', async () => {
    const tables = await json(['tables', '--database', database, '--sort', 'size']);
    expect(tables.map(({ table }) => table)).toEqual(['parents', 'small']);
    expect(tables[0]).toMatchObject({ database, schema: 'public', live_rows: 5000, dead_rows: 0 });
    expect(tables[0]?.total_bytes).toBeGreaterThan(5000 * 20);
    expect(tables[0]?.seq_scans).toBeGreaterThanOrEqual(3);
    expect(tables[0]?.last_vacuum_timestamp_seconds).toBeGreaterThan(1.7e9);
    expect(tables[1]).toMatchObject({ live_rows: 0, last_vacuum_timestamp_seconds: null });
  });

  test('indexes have their size, their scans and what is wrong with them', async () => {
    const found = await json(['indexes', '--table', 'public.parents', '--database', database]);
    expect(found.map(({ index }) => index).sort()).toEqual(['parents_name_unused', 'parents_pkey']);
    const [unused, ...others] = await json(['indexes', '--problems', '--database', database]);
    expect(others).toEqual([]);
    expect(unused).toMatchObject({ index: 'parents_name_unused', scans: 0, problems: 'unused' });
  });

  test('databases have their size and sessions, and the table says what server it is', async () => {
    const databases = await json(['database']);
    const own = databases.find((row) => row.database === database);
    expect(own?.bytes).toBeGreaterThan(5e6);
    expect(own?.commits).toBeGreaterThan(0);
    const { stdout } = await run(['database']);
    expect(stdout).toMatch(
      new RegExp(`\nPostgreSQL ${major}[^\n]*, primary; \\d+ of 50 connections in use\\.\n$`),
    );
  });

  test('statements are chosen by their time, with their texts', async () => {
    const top = await json(['queries', '--database', database, '--limit', '0']);
    const counted = top.find(({ query }) => String(query).includes('lists_of_parents'));
    expect(counted).toMatchObject({ calls: 3, rows: 3, user: 'postgres', database });
    expect(String(counted?.query)).toContain('id <> $1');
    const slow = await json(['queries', 'slow', '--min-duration', '140ms', '--database', database]);
    expect(slow).toEqual([expect.objectContaining({ calls: 1, stddev_seconds: 0 })]);
    expect(slow[0]?.mean_seconds).toBeGreaterThanOrEqual(0.15);
    const none = await run(['queries', 'slow', '--min-duration', '1h']);
    expect(none.stdout).toMatch(/^None of the \d+ statements is like that\.\n$/);
  });

  test('every list fits 100 columns, and as CSV has the columns of the JSON', async () => {
    for (const list of ['tables', 'indexes', 'database', 'queries']) {
      const { code, stdout } = await run([list]);
      expect(code).toBe(0);
      expect(stdout.split('\n').filter((line) => [...line].length > 100)).toEqual([]);
      const csv = await run([list, '--csv', '--limit', '1']);
      const [first = {}] = await json([list, '--limit', '1']);
      expect(csv.stdout.split('\r\n')[0]).toBe(Object.keys(first).join(','));
    }
  });

  test('a role without grants gets what it may see, and is told how to see the rest', async () => {
    const { code, stderr, stdout } = await run(['database'], 'plain');
    expect(code).toBe(0);
    expect(stdout).toContain(database);
    expect(stderr).toContain('GRANT pg_read_all_stats TO plain;');
    expect(await run(['queries'], 'plain')).toEqual({
      code: 1,
      stdout: '',
      stderr:
        'pgvitals: the statements cannot be listed: role plain lacks the privileges of pg_read_all_stats; GRANT pg_read_all_stats TO plain;\n',
    });
  });
});

describe('what keeps a list from being made is one sentence', () => {
  const server = sharedServer(MAJORS.at(-1) ?? 18);

  test.each([
    ['a wrong password', { password: 'nope' }, /password authentication failed.*; check user and/],
    ['no such database', { database: 'nowhere' }, /"nowhere" does not exist; check the name/],
  ])('%s', async (_, login, expected) => {
    const env = { DATABASE_URL: server.uri({ user: 'pgvitals', ...login }) };
    for (const list of ['tables', 'queries']) {
      const { code, stderr, stdout } = await runMain([list], env);
      expect([code, stdout]).toEqual([1, '']);
      expect(stderr).toMatch(/^pgvitals: target default \(pgvitals@[^\n]*\n$/);
      expect(stderr).toMatch(expected);
      expect(stderr).not.toContain('nope');
    }
  });

  test('no server there, no server given, a server of another name', async () => {
    const down = await runMain(['tables'], { DATABASE_URL: 'postgresql://me@127.0.0.1:1/x' });
    expect(down.code).toBe(1);
    expect(down.stderr).toContain('is PostgreSQL running there');
    expect((await runMain(['tables'])).code).toBe(2);
    const env = { DATABASE_URL: server.uri() };
    expect((await runMain(['tables', '--target', 'dfault'], env)).stderr).toBe(
      'pgvitals: there is no target "dfault"; did you mean "default"?; configured are: default\n',
    );
  });

  test.each([
    ['queries', '--min-duration', 'soon'],
    ['queries', '--max-cache-ratio', '2'],
    ['tables', '--limit', '-1'],
    ['tables', '--sort', 'colour'],
    ['indexes', '--json', '--csv'],
  ])('%s %s %s', async (...argv) => {
    const { code, stderr } = await runMain(argv);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^error: [^\n]*\n$/);
  });
});

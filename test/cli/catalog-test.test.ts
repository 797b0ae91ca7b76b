import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { SHIPPED_CATALOG } from '../../src/catalog/load.ts';
import { MAJORS } from '../helpers/majors.ts';
import { sharedServer } from '../helpers/shared.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { runMain } from './run-main.ts';

const file = (name: string) => fileURLToPath(new URL(`../fixtures/trial/${name}`, import.meta.url));
const SETUP = ['--setup', file('shop.sql')];

/** The URL of a new database on a shared server, for the superuser. */
async function newDatabase(major: (typeof MAJORS)[number]): Promise<string> {
  const server = sharedServer(major);
  const database = await server.createDatabase();
  onTestFinished(() => server.dropDatabase(database));
  return server.uri({ database });
}

const catalogTest = (args: readonly string[], env: NodeJS.ProcessEnv = {}) =>
  runMain(['catalog', 'test', ...args], { COLUMNS: '80', ...env });

describe.each(MAJORS)('pgvitals catalog test on PostgreSQL %i', (major) => {
  test('prints what good queries returned and why others were skipped', async () => {
    const url = await newDatabase(major);
    const { code, stderr, stdout } = await catalogTest([file('good.yaml'), '--url', url, ...SETUP]);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(
      new RegExp(
        `^PostgreSQL ${major}\\.\\d+ \\(primary\\), database db_\\w+, superuser postgres\n`,
      ),
    );
    expect(stdout).toMatch(/\n {2}query +rows {2}series +time {2}result\n/);
    expect(stdout).toMatch(/\n {2}shop_orders +2 +4 +\d+\.\d ms {2}ok\n/);
    const unwrapped = stdout.replace(/\n {4}/g, ' ');
    expect(unwrapped).toMatch(
      /\n {2}skipped, needs PostgreSQL >=99, this is [\d.]+: shop_future\n/,
    );
    expect(unwrapped).toMatch(
      /\n {2}skipped, extension hstore is not installed in database db_\w+ \(CREATE EXTENSION hstore;\): shop_statements\n/,
    );
    expect(unwrapped).toMatch(
      /\n {2}skipped, its predicate is not true in database db_\w+: shop_never\n/,
    );
    expect(stdout).toMatch(/\n4 queries on PostgreSQL [\d.]+: no problems\n$/);
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  test('finds every problem and its place', async () => {
    const url = await newDatabase(major);
    const { code, stdout } = await catalogTest([file('bad.yaml'), '--url', url, ...SETUP]);
    expect(code).toBe(1);
    const problems = stdout.split('\n').filter((line) => line.startsWith('/'));
    expect(problems.map((line) => line.replace(/^.*\/bad\.yaml:/, ''))).toEqual([
      expect.stringMatching(
        /^7:7: shop_typo: column "totl" does not exist \(42703\); hint: .*"orders\.total"/,
      ),
      '11:1: shop_rows: several rows have the labels {}; only the first is kept, 29 values are dropped',
      '18:7: shop_rows: word is no number: "abc", and 29 more',
      expect.stringMatching(
        /^20:1: shop_slow: canceling statement due to statement timeout \(57014\)/,
      ),
      '19:7: shop_rows: column never is declared, but came on no version',
    ]);
    expect(stdout).toContain('\n  shop_rows returns columns that are not declared: status\n');
    expect(stdout).toContain('\nnot seen, other versions may have it: shop_versions new\n');
    expect(stdout).toMatch(/: 5 problems\n$/);
  });
});

describe('pgvitals catalog test', () => {
  test('runs the shipped catalog without problems', async () => {
    const { code, stdout } = await catalogTest([SHIPPED_CATALOG, '--majors', '18']);
    expect(stdout).toMatch(/role pgvitals\n/);
    expect([code, stdout.split('\n').at(-2)]).toEqual([
      0,
      expect.stringMatching(/ queries on PostgreSQL [\d.]+: no problems$/),
    ]);
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  test('gives the same as JSON', async () => {
    const url = await newDatabase(18);
    const { code, stdout } = await catalogTest([
      file('bad.yaml'),
      file('good.yaml'),
      '--url',
      url,
      '--json',
      ...SETUP,
    ]);
    expect(code).toBe(1);
    const { missing_columns, servers } = JSON.parse(stdout);
    const queries = new Map(
      servers[0].queries.map((query: { query: string }) => [query.query, query]),
    );
    expect(queries.get('shop_orders')).toEqual({
      query: 'shop_orders',
      outcome: 'ran',
      variant: '',
      rows: 2,
      series: 4,
      milliseconds: expect.any(Number),
      columns: ['status', 'orders', 'revenue'],
      undeclared: [],
      problems: [],
    });
    expect(queries.get('shop_typo')).toMatchObject({
      outcome: 'failed',
      reason: 'undefined',
      line: 7,
      col: 7,
    });
    expect(queries.get('shop_future')).toMatchObject({ outcome: 'skipped', reason: 'version' });
    expect(queries.get('shop_rows')).toMatchObject({
      problems: [{ kind: 'duplicate' }, { kind: 'not_a_number', line: 18 }],
    });
    expect(missing_columns).toMatchObject([
      { query: 'shop_rows', column: 'never', problem: true, line: 19 },
      { query: 'shop_versions', column: 'new', problem: false },
    ]);
  });

  test('makes servers of its own, of the installed and of another version, and removes them', async () => {
    const { code, stderr, stdout } = await catalogTest([
      file('good.yaml'),
      '--majors',
      '13,18',
      '--download',
      ...SETUP,
    ]);
    expect(code, stderr).toBe(0);
    expect(stderr).toMatch(
      /Starting PostgreSQL 13\.\S+ \.\.\.\nStarting PostgreSQL 18\.\S+ \.\.\.\n$/,
    );
    expect(stdout.match(/^PostgreSQL .*$/gm)).toEqual([
      expect.stringMatching(/^PostgreSQL 13\.\d+ \(primary\), database trial, role pgvitals$/),
      expect.stringMatching(/^PostgreSQL 18\.\d+ \(primary\), database trial, role pgvitals$/),
    ]);
  });

  test('--superuser runs the queries as one', async () => {
    const { code, stdout } = await catalogTest([
      file('good.yaml'),
      '--majors',
      '18',
      '--superuser',
      ...SETUP,
    ]);
    expect([code, stdout.split('\n')[0]]).toEqual([
      0,
      expect.stringMatching(/, superuser postgres$/),
    ]);
  });

  test('uses wide terminals', async () => {
    const folder = await temporaryFolder();
    const id = 'a_query_with_a_very_long_name_such_as_nobody_should_give_but_somebody_will_one_day';
    await writeFile(
      join(folder, 'long.yaml'),
      (await readFile(file('good.yaml'), 'utf8')).replace('shop_orders', id),
    );
    const url = await newDatabase(18);
    const run = (width: string) =>
      catalogTest([join(folder, 'long.yaml'), '--url', url], { COLUMNS: width });
    await catalogTest([join(folder, 'long.yaml'), '--url', url, ...SETUP]);
    const [narrow, wide] = [await run('80'), await run('160')];
    expect(narrow.stdout).toMatch(/\n {2}a_query_with_a_very_long_\w*… +2 +4 .* ok\n/);
    expect(wide.stdout).toContain(`\n  ${id}  `);
  });

  test('says why a table is not found', async () => {
    const sql = 'SELECT count(*) AS n FROM orders';
    const entry = { description: 'A.', category: 'trend', query: sql, metrics: [{ n: N }] };
    const path = join(await temporaryFolder(), 'mine.yaml');
    await writeFile(path, JSON.stringify({ mine: entry }));
    const { stdout } = await catalogTest([path, '--url', await newDatabase(18), ...SETUP]);
    expect(stdout).toContain(
      'mine: relation "orders" does not exist (42P01); names without a schema are looked up in pg_catalog only: write one in front, or schemas: [public]',
    );
  });

  test('says how to get a version that is not here', async () => {
    vi.stubEnv('PGVITALS_CACHE_DIR', await temporaryFolder());
    onTestFinished(() => {
      vi.unstubAllEnvs();
    });
    expect(await catalogTest([file('good.yaml'), '--majors', '13'])).toEqual({
      code: 2,
      stdout: '',
      stderr:
        'pgvitals: PostgreSQL 13 is not on this machine; --download fetches it from the npm registry\n',
    });
  });

  test('a setup script that fails is shown with its place', async () => {
    const script = join(await temporaryFolder(), 'setup.sql');
    await writeFile(script, 'CREATE TABLE a (n int);\nINSERT INTO a\n  VALUES (1), (nul);\n');
    const url = await newDatabase(18);
    const { code, stderr } = await catalogTest([
      file('good.yaml'),
      '--url',
      url,
      '--setup',
      script,
    ]);
    expect(code).toBe(2);
    expect(stderr).toContain('setup.sql:3:16: column "nul" does not exist (42703)');
  });

  test.each([
    [['--majors', '12'], '--majors is "12", expected some of 13,14,15,16,17,18 with commas'],
    [['--setup', '/nowhere.sql'], 'the setup script /nowhere.sql cannot be read: ENOENT'],
    [['--url', 'postgresql://x@127.0.0.1:1/x', '--superuser'], '--url names a server as it is'],
  ])('%j ends with 2 and a sentence', async (args, expected) => {
    const { code, stderr } = await catalogTest([file('good.yaml'), ...args]);
    expect([code, stderr]).toEqual([2, expect.stringContaining(expected)]);
  });

  test('a server that is not there ends with 1, and no password is shown', async () => {
    const { code, stderr } = await catalogTest([
      file('good.yaml'),
      '--url',
      'postgresql://me:hunter2@127.0.0.1:1/x',
    ]);
    expect([code, stderr]).toEqual([1, expect.stringContaining('ECONNREFUSED')]);
    expect(stderr).not.toContain('hunter2');
  });

  test('a file with problems is not run', async () => {
    const { code, stderr } = await catalogTest([
      fileURLToPath(new URL('../fixtures/catalog/bad-ttl.yaml', import.meta.url)),
    ]);
    expect([code, stderr]).toEqual([2, expect.stringContaining('bad-ttl.yaml:4:8: ')]);
  });

  test('runs files of postgres_exporter, too, and finds the place of a mistake there', async () => {
    const file = join(await temporaryFolder(), 'queries.yaml');
    await writeFile(file, POSTGRES_EXPORTER);
    const { code, stdout } = await catalogTest([file, '--url', await newDatabase(18)]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/\n {2}pg_locks_of +\d+ +\d+ .* ok\n/);
    expect(stdout).toContain(
      'queries.yaml:9:22: pg_wrong: column "nothing" does not exist (42703)',
    );
  });
});

const N = { usage: 'GAUGE', description: 'N.' };

const POSTGRES_EXPORTER = `pg_locks_of:
  query: "SELECT mode, count(*) AS number FROM pg_locks GROUP BY 1"
  master: true
  metrics:
    - mode: { usage: "LABEL", description: "Mode" }
    - number: { usage: "GAUGE", description: "Locks" }
pg_wrong:
  query: |
    SELECT 1 AS one, nothing AS two
  metrics:
    - one: { usage: "GAUGE", description: "One" }
`;

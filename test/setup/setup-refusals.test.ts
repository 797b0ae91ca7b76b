import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { applySettings } from '../../src/setup/apply-settings.ts';
import { listElements, listText } from '../../src/setup/list-setting.ts';
import { planSettings } from '../../src/setup/plan-settings.ts';
import { quoteName, quoteText } from '../../src/setup/quote.ts';
import type { ServerState } from '../../src/setup/server-state.ts';
import { runMain } from '../cli/run-main.ts';
import { startPgbouncer } from '../helpers/pgbouncer.ts';
import { MAJORS, startServer, startStandby } from '../helpers/servers.ts';
import { sharedServer } from '../helpers/shared.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { serverPicture } from './server-picture.ts';

describe('setup refuses with one sentence, and changes nothing', () => {
  test.each([
    [
      ['--url', 'postgresql://me:hunter2@127.0.0.1:1/x'],
      1,
      'me@127.0.0.1:1/x cannot be reached (refused): connect ECONNREFUSED 127.0.0.1:1; does PostgreSQL run there, and is the port right? (listen_addresses, port)',
    ],
    [
      [],
      2,
      'no server is configured: give --url, --config.file, DATABASE_URL or PGHOST; pgvitals --help lists the ways',
    ],
    [
      ['--url', 'SERVER', '--keep', 'log_line_prefx'],
      2,
      '--keep: setup does not touch "log_line_prefx"; did you mean "log_line_prefix"?; it would set shared_preload_libraries, pg_stat_statements.max, pg_stat_statements.track, pg_stat_statements.track_utility, track_io_timing, compute_query_id, log_min_duration_statement, log_line_prefix',
    ],
    [
      ['--url', 'SERVER', '--connection-limit', 'many'],
      2,
      '--connection-limit is "many", expected a whole number of at least 1',
    ],
  ])('%j', async (argv, code, message) => {
    const url = sharedServer(18).uri();
    const words = argv.map((word) => (word === 'SERVER' ? url : word));
    expect(await runMain(['setup', ...words])).toEqual({
      code,
      stdout: '',
      stderr: `pgvitals: ${message}\n`,
    });
  });

  test('with a wrong password, an unknown database, or through a pooler', async () => {
    const server = sharedServer(18);
    const wrong = await runMain(['setup', '--apply', '--url', server.uri({ password: 'hunter2' })]);
    expect(wrong.stderr).toMatch(
      /^pgvitals: postgres@\S+ cannot be reached \(authentication\): password authentication failed for user "postgres"; check role, password .*\n$/,
    );
    expect(wrong.stderr).not.toContain('hunter2');
    const unknown = await runMain(['setup', '--databases', 'nowhere', '--url', server.uri()]);
    expect(unknown.stderr).toMatch(
      /^pgvitals: there is no database "nowhere"; the server has .*postgres/,
    );
    const pgbouncer = await startPgbouncer(server, 5);
    const url = `postgresql://pgvitals:pgvitals-of-the-tests@127.0.0.1:${pgbouncer.port}/postgres`;
    expect((await runMain(['setup', '--url', url])).stderr).toBe(
      'pgvitals: a pooler such as PgBouncer stands in between, which setting up does not work through: give the address of the server itself\n',
    );
  });

  test('as a role without rights: all of it is printed for the administrator', async () => {
    const server = sharedServer(18);
    const run = await runMain([
      'setup',
      '--role',
      'nobody_yet',
      '--apply',
      '--url',
      server.uri({ user: 'plain' }),
    ]);
    expect(run.code).toBe(1);
    expect(run.stdout).not.toContain('  missing');
    expect(run.stdout).toContain(`    admin    role nobody_yet with at most 5 connections
             the exporter logs in with it
             it takes CREATEROLE or a superuser
               CREATE ROLE nobody_yet LOGIN CONNECTION LIMIT 5;
`);
    expect(run.stdout).toContain('ALTER SYSTEM takes a superuser');
    expect(run.stdout).toContain('\nNothing was missing that this role could mend.\n');
  });

  test('where a statement fails: all is rolled back, and no password file stays', async () => {
    await using server = await startServer(14, { settings: { shared_preload_libraries: '' } });
    const before = await serverPicture(server, 'postgres');
    await server.execute('CREATE SCHEMA hidden');
    await server.execute(
      "CREATE FUNCTION hidden.no() RETURNS event_trigger LANGUAGE plpgsql AS $$BEGIN RAISE EXCEPTION 'no views on a Sunday'; END$$",
    );
    await server.execute(
      "CREATE EVENT TRIGGER no ON ddl_command_start WHEN TAG IN ('CREATE VIEW') EXECUTE FUNCTION hidden.no()",
    );
    const file = join(await temporaryFolder(), 'password');
    const argv = [
      'setup',
      '--role',
      'mon',
      '--schema',
      '--password-file',
      file,
      '--url',
      server.uri(),
    ];
    const run = await runMain([...argv, '--apply']);
    expect([run.code, run.stderr]).toEqual([
      1,
      'pgvitals: nothing was changed: no views on a Sunday\n',
    ]);
    await expect(stat(file)).rejects.toThrow('ENOENT');
    await server.execute('DROP EVENT TRIGGER no');
    await server.execute('DROP SCHEMA hidden CASCADE');
    expect(await serverPicture(server, 'postgres')).toEqual(before);

    // ALTER SYSTEM, which knows no transaction.
    const session = await server.connect();
    const change = (name: string, value: string) => ({
      name,
      sql: `ALTER SYSTEM SET ${name} = ${value}`,
      undo: `ALTER SYSTEM RESET ${name}`,
    });
    await expect(
      applySettings(session, [
        change('track_io_timing', 'on'),
        change('pg_stat_statements.max', '100'),
        change('work_mem', 'much'),
      ]),
    ).rejects.toThrow(
      'ALTER SYSTEM SET work_mem = much failed: invalid value for parameter "work_mem": "much"',
    );
    await session.close();
    expect(await serverPicture(server, 'postgres')).toEqual(before);
  });

  test('where a schema of that name belongs to somebody else: it is left alone', async () => {
    const server = sharedServer(18);
    const database = await server.createDatabase();
    onTestFinished(() => server.dropDatabase(database));
    await server.script('CREATE SCHEMA monitoring; CREATE TABLE monitoring.mine ()', { database });
    const run = await runMain(['setup', '--schema', '--url', server.uri({ database })]);
    expect(run.stdout).toContain('blocked  schema monitoring\n');
    expect(run.stdout).toMatch(
      /a schema of that name is there, and pgvitals did not make it;\s+it is\s+left alone/,
    );
  });

  test('on a standby: roles come from the primary, settings go into a file that PostgreSQL reads', async () => {
    await using primary = await startServer(17, {
      settings: { shared_preload_libraries: 'auto_explain' },
    });
    await using standby = await startStandby(primary);
    const folder = await temporaryFolder();
    const file = join(folder, 'pgvitals.conf');
    const run = await runMain([
      'setup',
      '--role',
      'mon',
      '--apply',
      '--settings-file',
      file,
      '--url',
      standby.uri(),
    ]);
    expect(run.code).toBe(1);
    expect(run.stdout).toContain('it comes from the primary: set up that one');
    const text = await readFile(file, 'utf8');
    expect(text).toContain("\nshared_preload_libraries = 'auto_explain, pg_stat_statements'\n");
    const settings = Object.fromEntries(
      text.split('\n').flatMap((line) => {
        const { name = '', value = '' } =
          /^(?<name>[\w.]+) = '(?<value>.*)'$/.exec(line)?.groups ?? {};
        return name === '' ? [] : [[name, value]];
      }),
    );
    // The same lines in a configuration file.
    await using other = await startServer(17, { settings });
    expect(
      await other.execute('SELECT count(*) FROM pg_file_settings WHERE error IS NOT NULL'),
    ).toEqual([['0']]);
    const good = await runMain(['setup', '--role', 'mon', '--url', other.uri()]);
    expect(good.stdout).not.toMatch(/missing +[a-z_.]+ = /);
    const alone = await runMain(['setup', '--apply', '--url', standby.uri({ user: 'postgres' })]);
    expect(alone.stdout).toContain('settings of a standby are its own: use --settings-file');
    const down = await runMain(['setup', 'down', '--apply', '--url', standby.uri()]);
    expect(down.stdout).toContain('Nothing is known of a setup for role pgvitals');
  });
});

describe('setup without a superuser', () => {
  test.each([13, 18] as const)(
    'makes on PostgreSQL %i what the role may, and leaves the rest to the provider',
    async (major) => {
      await using server = await startServer(major, { settings: { shared_preload_libraries: '' } });
      await server.script(`CREATE ROLE rds_superuser; CREATE ROLE dba LOGIN CREATEROLE PASSWORD 'x';
      GRANT rds_superuser TO dba; GRANT pg_monitor TO dba WITH ADMIN OPTION`);
      const database = await server.createDatabase('cloud');
      await server.script('ALTER DATABASE cloud OWNER TO dba; GRANT pg_read_all_settings TO dba');
      await server.execute('CREATE EXTENSION pg_stat_statements', { database });
      const before = await serverPicture(server, database);
      const file = join(await temporaryFolder(), 'password');
      const url = server.uri({ database, user: 'dba', password: 'x' });
      const run = await runMain([
        'setup',
        '--role',
        'mon',
        '--schema',
        '--apply',
        '--password-file',
        file,
        '--url',
        url,
      ]);
      expect([run.code, run.stderr]).toEqual([1, '']);
      expect(run.stdout).toContain('set it in the parameter group of the provider');
      expect(run.stdout).toMatch(/Done: what was missing above is in place\.\n/);
      expect(run.stdout).toMatch(/\d things are left to an administrator/);
      const password = (await readFile(file, 'utf8')).trim();
      expect(
        await server.execute('SELECT count(*) > 0 FROM monitoring.v_table_stats', {
          user: 'mon',
          password,
          database,
        }),
      ).toEqual([['t']]);
      const verified = await runMain(['verify', '--role', 'mon', '--json', '--url', url]);
      const { suites } = JSON.parse(verified.stdout);
      expect(suites[5].checks.map(({ outcome }: { outcome: string }) => outcome)).toEqual(
        Array(4).fill('passed'),
      );
      const down = await runMain(['setup', 'down', '--role', 'mon', '--apply', '--url', url]);
      expect([down.code, down.stderr]).toEqual([0, '']);
      expect(await serverPicture(server, database)).toEqual(before);
    },
  );

  test('what objects of others depend on stays, and that is said', async () => {
    await using server = await startServer(15);
    const database = await server.createDatabase('theirs');
    const file = join(await temporaryFolder(), 'password');
    const argv = ['--role', 'mon', '--url', server.uri({ database })];
    await runMain(['setup', '--schema', '--apply', '--password-file', file, ...argv]);
    expect(
      await server.execute(
        "SELECT count(*) FROM pg_stat_statements WHERE query LIKE '%SCRAM-SHA%'",
      ),
    ).toEqual([['0']]);
    await server.execute('CREATE VIEW public.mine AS SELECT * FROM monitoring.v_cache_hit_ratio', {
      database,
    });
    const before = await serverPicture(server, database);
    const down = await runMain(['setup', 'down', '--apply', ...argv]);
    expect([down.code, down.stderr]).toEqual([
      1,
      'pgvitals: nothing was changed in database theirs: cannot drop desired object(s) because other objects depend on them: view mine depends on view monitoring.v_cache_hit_ratio; drop, move or hand that over (ALTER ... SET SCHEMA, OWNER TO), then run this again\n',
    ]);
    expect(await serverPicture(server, database)).toEqual(before);
  });
});

describe('the SQL that setup prints', () => {
  test.each([13, 18] as const)(
    'can be copied into psql as it stands on PostgreSQL %i',
    async (major) => {
      await using server = await startServer(major, {
        settings: { shared_preload_libraries: 'auto_explain' },
      });
      const database = await server.createDatabase('theirs');
      await server.execute('REVOKE CONNECT ON DATABASE theirs FROM PUBLIC');
      const setup = () =>
        runMain(['setup', '--role', 'Mon "x"', '--url', server.uri({ database })]);
      const statements = (await setup()).stdout
        .split('\n')
        .filter((line) => /^ {15}\S.*;$/.test(line));
      expect(statements.length).toBeGreaterThan(8);
      const session = await server.connect({ database });
      for (const sql of statements) await session.query(sql);
      await session.close();
      await server.restart();
      const { stdout } = await setup();
      expect(stdout).not.toMatch(/^ {4}(missing|admin|restart|blocked)/m);
      expect(stdout).toContain('\nNothing is missing.\n');
    },
  );
});

describe('settings', () => {
  test('that the command line of the server gives are not set in vain', () => {
    const state = {
      versionNum: 180_000,
      available: true,
      superuser: true,
      alterSystem: true,
      standby: false,
      providerRole: null,
      fileSettings: [],
      settings: [{ name: 'track_io_timing', setting: 'off', unit: null, source: 'command line' }],
    } as unknown as ServerState;
    const { items } = planSettings(state, undefined, []);
    expect(items.find(({ what }) => what.startsWith('track_io_timing'))).toMatchObject({
      state: 'blocked',
      note: 'it is off by the command line of the server, which wins over ALTER SYSTEM: change it there',
    });
    const bare = planSettings({ ...state, available: false }, undefined, []);
    expect(bare.items[0]).toMatchObject({ state: 'blocked', sql: [] });
    expect(bare.items.some(({ what }) => what.startsWith('pg_stat_statements'))).toBe(false);
  });

  test.each([
    ['', []],
    ['a', ['a']],
    [' a,b ', ['a', 'b']],
    ['"x, y", $libdir/z', ['x, y', '$libdir/z']],
    ['"q""q"', ['q"q']],
  ])('that are lists are read and written element by element: %s', (text, elements) => {
    expect(listElements(text)).toEqual(elements);
    expect(listElements(listText(elements))).toEqual(elements);
  });

  test.each(MAJORS)('and names are quoted where PostgreSQL %i quotes them', async (major) => {
    const rows = await sharedServer(major).execute(
      'SELECT word FROM pg_get_keywords() WHERE quote_ident(word) <> word',
    );
    const unquoted = rows.filter(([word]) => quoteName(word ?? '') === word);
    expect([rows.length > 100, unquoted]).toEqual([true, []]);
  });

  test.each([
    ['plain', 'plain', "'plain'"],
    ['user', '"user"', "'user'"],
    ['A"b', '"A""b"', `'A"b'`],
    ["o'\\", `"o'\\"`, `E'o''\\\\'`],
  ])('and names are quoted as PostgreSQL reads them: %s', async (text, name, literal) => {
    expect([quoteName(text), quoteText(text)]).toEqual([name, literal]);
    const server = sharedServer(18);
    expect(await server.execute(`SELECT ${quoteText(text)} AS ${quoteName(text)}`)).toEqual([
      [text],
    ]);
  });
});

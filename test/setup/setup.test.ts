import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runMain } from '../cli/run-main.ts';
import { MAJORS, startServer, type TestServer } from '../helpers/servers.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { serverPicture } from './server-picture.ts';

describe.each(MAJORS)('setup on PostgreSQL %i', (major) => {
  test('sets a bare server up, survives a restart, is taken back without a trace, and comes again', {
    timeout: 120_000,
  }, async () => {
    await using server = await startServer(major, {
      settings: { shared_preload_libraries: 'auto_explain', track_io_timing: false },
    });
    await server.execute("ALTER SYSTEM SET log_line_prefix = '%m '");
    await server.execute('SELECT pg_reload_conf()');
    const database = await server.createDatabase('shop "1"');
    const other = await server.createDatabase('other');
    await server.execute('REVOKE CONNECT ON DATABASE other FROM PUBLIC');
    const before = await serverPicture(server, database);
    const othersBefore = await serverPicture(server, other);
    const { down, setup, passwordFile } = await commands(server, database);

    const planned = await setup('--databases', other);
    expect([planned.code, planned.stderr]).toEqual([0, '']);
    expect(planned.stdout).toContain(
      "ALTER SYSTEM SET shared_preload_libraries = 'auto_explain', 'pg_stat_statements';",
    );
    const known = planned.stdout.includes(
      "\n               SET pg_stat_statements.max = '10000';\n",
    );
    expect(known).toBe(major < 17);
    expect(planned.stdout).toContain('GRANT CONNECT ON DATABASE other TO "mon-1";');
    expect(await serverPicture(server, database)).toEqual(before);

    const applied = await setup('--databases', other, '--apply');
    expect([applied.code, applied.stderr]).toEqual([0, '']);
    expect(applied.stdout).toContain('Restart PostgreSQL now');
    const password = (await readFile(passwordFile, 'utf8')).trim();
    expect((await stat(passwordFile)).mode & 0o777).toBe(0o600);
    expect(applied.stdout).not.toContain(password);
    const waiting = await setup('--databases', other);
    expect(waiting.stdout).toContain('4 settings wait for a restart of PostgreSQL');
    expect(waiting.stdout).not.toContain('    missing');

    await server.restart();
    const settings = await server.execute(
      `SELECT name, setting FROM pg_settings WHERE name IN ('shared_preload_libraries', 'pg_stat_statements.max',
         'pg_stat_statements.track', 'pg_stat_statements.track_utility', 'track_io_timing', 'log_min_duration_statement')
       ORDER BY 1`,
    );
    expect(Object.fromEntries(settings)).toEqual({
      log_min_duration_statement: '100',
      'pg_stat_statements.max': '10000',
      'pg_stat_statements.track': 'all',
      'pg_stat_statements.track_utility': 'off',
      shared_preload_libraries: 'auto_explain, pg_stat_statements',
      track_io_timing: 'on',
    });
    const login = { user: 'mon-1', password, database };
    expect(await server.execute('SELECT count(*) > 0 FROM monitoring.statements()', login)).toEqual(
      [['t']],
    );
    expect(
      await server.execute('SELECT count(*) > 5 FROM pg_stat_statements', {
        ...login,
        database: other,
      }),
    ).toEqual([['t']]);
    const definer = 'SET ROLE "mon-1_maintenance"; SELECT monitoring.reset_query_stats()';
    await server.script(definer, { database });
    const doctor = await runMain(['doctor', '--url', server.uri(login)]);
    expect(doctor.stdout.split('\n').filter((line) => /^ {2}(warning|missing)/.test(line))).toEqual(
      major < 14 ? [expect.stringMatching('  warning  version: 13')] : [],
    );
    const again = await setup('--databases', other, '--apply');
    expect([again.code, again.stderr]).toEqual([0, '']);
    expect(again.stdout).toContain('\nNothing was missing.\n');

    const wouldGo = await down();
    expect(wouldGo.stdout).toContain('DROP ROLE "mon-1";');
    expect(wouldGo.stdout).toContain(
      'schema monitoring with its snapshots and logs (database other)',
    );
    const gone = await down('--apply');
    expect([gone.code, gone.stderr]).toEqual([0, '']);
    expect(await serverPicture(server, database)).toEqual(before);
    expect(await serverPicture(server, other)).toEqual(othersBefore);
    expect((await down('--apply')).stdout).toContain('Nothing is known of a setup for role mon-1');

    const comesAgain = await setup('--apply');
    expect([comesAgain.code, comesAgain.stderr]).toEqual([0, '']);
  });
});

describe('setup of a role that is there', () => {
  test('adds what it lacks, keeps its password and comment, and gives that back', async () => {
    await using server = await startServer(18);
    const { execute } = server;
    await execute('CREATE ROLE "mon-1" LOGIN PASSWORD \'mine\'');
    await execute("COMMENT ON ROLE \"mon-1\" IS 'of the DBA team, it''s theirs'");
    const before = await serverPicture(server, 'postgres');
    const { down, passwordFile, setup } = await commands(server, 'postgres');
    const applied = await setup('--apply', '--keep', 'log_line_prefix', '--read-all-data');
    expect([applied.code, applied.stderr]).toEqual([0, '']);
    expect(applied.stdout).not.toContain('log_line_prefix');
    await expect(stat(passwordFile)).rejects.toThrow('ENOENT');
    const login = { user: 'mon-1', password: 'mine' };
    expect(await execute("SELECT pg_has_role('pg_read_all_data', 'USAGE')", login)).toEqual([
      ['t'],
    ]);

    // Somebody else goes on with two of the settings.
    await execute("ALTER SYSTEM SET log_min_duration_statement = '3s'");
    await execute('ALTER SYSTEM RESET pg_stat_statements.track_utility');
    const gone = await down('--apply');
    expect(gone.stdout).toContain(
      'left as it is: log_min_duration_statement: somebody has changed it to 3s since',
    );
    expect(gone.stdout).toContain(
      'left as it is: pg_stat_statements.track_utility: somebody has already reset it',
    );
    await execute('ALTER SYSTEM RESET log_min_duration_statement');
    expect(await serverPicture(server, 'postgres')).toEqual(before);
  });

  test('a library that was added since stays preloaded, and a given password is used', async () => {
    await using server = await startServer(13, {
      settings: { shared_preload_libraries: '' },
    });
    const { down, passwordFile, setup } = await commands(server, 'postgres');
    await writeFile(passwordFile, 'chosen\n');
    expect((await setup('--apply')).stdout).toContain(
      `Password of mon-1: as in the file ${passwordFile}`,
    );
    expect(await server.execute('SELECT 1', { user: 'mon-1', password: 'chosen' })).toEqual([
      ['1'],
    ]);
    await server.execute(
      "ALTER SYSTEM SET shared_preload_libraries = 'pg_stat_statements', 'auto_explain'",
    );
    expect((await down('--apply')).code).toBe(0);
    await server.restart();
    expect(await server.execute('SHOW shared_preload_libraries')).toEqual([['auto_explain']]);
  });
});

async function commands(server: TestServer, database: string) {
  const passwordFile = join(await temporaryFolder(), 'password');
  const common = ['--url', server.uri({ database }), '--role', 'mon-1'];
  const more = ['--schema', '--password-file', passwordFile];
  return {
    passwordFile,
    setup: (...flags: readonly string[]) => runMain(['setup', ...common, ...more, ...flags]),
    down: (...flags: readonly string[]) => runMain(['setup', 'down', ...common, ...flags]),
  };
}

import { join } from 'node:path';
import { runner } from 'node-pg-migrate';
import { describe, expect, test } from 'vitest';
import { inTransaction } from '../../src/setup/transaction.ts';
import { migrationClient } from '../../src/target/migration-client.ts';
import { runMain } from '../cli/run-main.ts';
import { MAJORS, startServer, type TestServer } from '../helpers/servers.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { serverPicture } from './server-picture.ts';

describe.each([MAJORS[0] ?? 13, MAJORS.at(-1) ?? 18])('on PostgreSQL %i', (major) => {
  test('what a DBA puts into the schema stays theirs, and is in the way of its end only', async () => {
    await using server = await startServer(major);
    const { down, setup, verify } = await commands(server);
    const before = await serverPicture(server, 'postgres');
    await setup('--apply');
    await server.script(`CREATE TABLE monitoring.notes (note text);
      CREATE FUNCTION monitoring.mine() RETURNS int LANGUAGE sql STABLE AS 'SELECT 1'`);
    const rights = `SELECT has_function_privilege('public', 'monitoring.mine()', 'EXECUTE'),
      has_table_privilege('mon', 'monitoring.notes', 'SELECT')`;
    // Grants anew, as after an update.
    await server.execute('REVOKE USAGE ON SCHEMA monitoring FROM mon');
    const again = await setup('--apply');
    expect(again.stdout).toContain('schema monitoring: grants to the roles');
    expect(again.stdout).toContain('\nDone: what was missing above is in place.\n');
    expect(await server.execute(rights)).toEqual([['t', 'f']]);
    expect([(await verify()).code, await server.execute(rights)]).toEqual([0, [['t', 'f']]]);

    const full = await serverPicture(server, 'postgres');
    const refused = await down('--apply');
    expect([refused.code, refused.stderr]).toEqual([
      1,
      expect.stringMatching(
        /^pgvitals: nothing was changed in database postgres: cannot drop schema monitoring because other objects depend on it: .*table monitoring\.notes depends on schema monitoring.*; drop, move or hand that over \(ALTER \.\.\. SET SCHEMA, OWNER TO\), then run this again\n$/,
      ),
    ]);
    expect(refused.stderr).toContain('function monitoring.mine() depends on schema monitoring');
    expect(await serverPicture(server, 'postgres')).toEqual(full);
    await server.script(
      'ALTER TABLE monitoring.notes SET SCHEMA public; DROP FUNCTION monitoring.mine()',
    );

    const emptied = await serverPicture(server, 'postgres');

    // What the role made since is not dropped with it.
    await server.execute('ALTER TABLE notes OWNER TO mon');
    const owner = await down('--apply');
    expect(owner.stderr).toContain(
      'role "mon" cannot be dropped because some objects depend on it: owner of table notes; drop, move',
    );
    expect(await serverPicture(server, 'postgres')).toEqual(emptied);
    await server.execute('ALTER TABLE notes OWNER TO postgres');
    expect((await down('--apply')).code).toBe(0);
    expect(await serverPicture(server, 'postgres')).toEqual(before);
  });

  test('a schema of an earlier version, or one that somebody dropped, is made whole', async () => {
    await using server = await startServer(major, { settings: { track_io_timing: false } });
    await server.execute('CREATE DATABASE other');
    const { down, setup, verify } = await commands(server);
    const before = await serverPicture(server, 'postgres');
    await earlierVersion(server);
    const planned = await setup();
    expect(planned.stdout).toContain(
      'missing  schema monitoring: migrations 0006_query_functions,\n',
    );
    expect((await setup('--apply', '--databases', 'other')).code).toBe(0);
    expect((await verify()).code).toBe(0);

    // Somebody goes on with a setting, setup sets it again, and down gives back theirs.
    await server.execute("ALTER SYSTEM SET log_min_duration_statement = '7s'");
    await server.execute('SELECT pg_reload_conf()');
    await expect.poll(() => server.execute('SHOW log_min_duration_statement')).toEqual([['7s']]);
    await server.execute('DROP SCHEMA monitoring CASCADE');
    const again = await setup('--apply');
    expect(again.stdout).toContain('missing  schema monitoring: migrations 0001_tables');
    expect((await verify()).code).toBe(0);
    await server.execute('DROP SCHEMA monitoring CASCADE');
    // One of that name which is not ours.
    await server.script('DROP SCHEMA monitoring CASCADE; CREATE SCHEMA monitoring', {
      database: 'other',
    });
    const gone = await down('--apply');
    expect([gone.code, gone.stderr]).toEqual([0, '']);
    expect(gone.stdout).toContain('The schema monitoring of database postgres was gone already.\n');
    expect(gone.stdout).toContain('The schema monitoring of database other was gone already.\n');
    expect(
      await server.execute("SELECT count(*) FROM pg_namespace WHERE nspname = 'monitoring'", {
        database: 'other',
      }),
    ).toEqual([['1']]);
    await expect.poll(() => server.execute('SHOW log_min_duration_statement')).toEqual([['7s']]);
    await server.execute('ALTER SYSTEM RESET log_min_duration_statement');
    await server.dropDatabase('other');
    expect(await serverPicture(server, 'postgres')).toEqual({
      ...(before as object),
      databases: expect.anything(),
    });
  });
});

async function commands(server: TestServer) {
  const common = ['--url', server.uri(), '--role', 'mon'];
  const file = join(await temporaryFolder(), 'password');
  const more = ['--schema', '--password-file', file];
  return {
    setup: (...flags: readonly string[]) => runMain(['setup', ...common, ...more, ...flags]),
    down: (...flags: readonly string[]) => runMain(['setup', 'down', ...common, ...flags]),
    verify: () => runMain(['verify', ...common]),
  };
}

/** As if only the first five migrations had been written when the schema was made. */
async function earlierVersion(server: TestServer): Promise<void> {
  const session = await server.connect();
  await inTransaction(session, async () => {
    await session.script(
      "CREATE SCHEMA monitoring; COMMENT ON SCHEMA monitoring IS 'pgvitals: of old'",
    );
    await runner({
      dbClient: migrationClient(session),
      dir: join(import.meta.dirname, '../../migrations'),
      direction: 'up',
      count: 5,
      migrationsSchema: 'monitoring',
      migrationsTable: 'pgmigrations',
      noLock: true,
      logger: { info: () => undefined, warn: () => undefined, error: () => undefined },
    });
  });
  await session.close();
}

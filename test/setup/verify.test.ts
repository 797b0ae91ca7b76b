import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { FUNCTIONS, VIEWS } from '../../src/setup/verify/suites.ts';
import { runMain } from '../cli/run-main.ts';
import { MAJORS, type Major, startServer, startStandby } from '../helpers/servers.ts';
import { sharedServer } from '../helpers/shared.ts';
import { installSchema } from './made-situation.ts';

describe('verify', () => {
  test.each(MAJORS)('passes in all 13 suites on a fresh schema of PostgreSQL %i', async (major) => {
    const { argv, execute } = await schema(major);
    const { code, stderr, stdout } = await runMain(['verify', ...argv(), '--json']);
    const answer = JSON.parse(stdout);
    expect(answer.suites.flatMap(({ checks }: Checks) => checks.filter(isFailed))).toEqual([]);
    expect([code, stderr, answer.suites.length, answer.skipped]).toEqual([0, '', 13, 0]);
    expect(answer.passed).toBe(3 + 17 + 14 + 16 + 7 + 4 + 2 + 3 + 4 + 3 + 3 + 6 + 5);
    // Nothing stays behind.
    expect(await execute('SELECT count(*) FROM monitoring.maintenance_log')).toEqual([['0']]);
    expect(await execute("SELECT to_regclass('monitoring.verify_parts')")).toEqual([[null]]);
  });

  test('says what is broken, and what a role without rights cannot try', async () => {
    const { argv, execute } = await schema(18);
    await execute('DROP VIEW monitoring.v_blocking_queries');
    await execute('GRANT EXECUTE ON FUNCTION monitoring.reset_query_stats() TO PUBLIC');
    await execute("DELETE FROM monitoring.maintenance_schedule WHERE job_name = 'weekly_vacuum'");
    const { code, stdout } = await runMain(['verify', ...argv('pgvitals')]);
    expect(code).toBe(1);
    expect(stdout).toContain(
      '  2. Schema and views                   16 passed, 1 failed\n      failed   v_blocking_queries: it is not so\n',
    );
    expect(stdout).toContain('relation "monitoring.v_blocking_queries" does not exist');
    expect(stdout).toContain(
      '  6. Partition management               0 passed, 0 failed, 4 skipped\n      this role may not create tables in the schema; its owner or a superuser may\n',
    );
    expect(stdout).toContain('failed   PUBLIC may use nothing: reset_query_stats');
    expect(stdout).toContain('      failed   weekly_vacuum: it is not so\n');
    expect(stdout).toMatch(/\nIn all: \d+ passed, \d+ failed, 7 skipped\.\n$/);
  });

  test('on a standby skips what writes, and without a schema says how to get one', async () => {
    await using primary = await startServer(16);
    await primary.execute('CREATE ROLE pgvitals_maintenance');
    await installSchema(primary, 'postgres', 'pgvitals_maintenance');
    await using standby = await startStandby(primary);
    const { code, stdout } = await runMain(['verify', '--url', standby.uri()]);
    expect([code, stdout]).toEqual([0, expect.stringContaining('0 failed, 7 skipped')]);
    expect(stdout).toContain('a standby cannot write');
    const refused = await runMain(['verify', '--url', standby.uri({ database: 'template1' })]);
    expect(refused).toEqual({
      code: 1,
      stdout: '',
      stderr:
        'pgvitals: database template1 has no schema monitoring: "pgvitals setup --schema --apply" on the primary makes it\n',
    });
  });

  test('knows all views and functions that the page on them names', () => {
    expect([VIEWS.length, new Set(VIEWS).size]).toEqual([16, 16]);
    expect([FUNCTIONS.length, new Set(FUNCTIONS).size]).toEqual([14, 14]);
    const page = readFileSync(join(import.meta.dirname, '../../docs/monitoring-schema.md'), 'utf8');
    for (const name of VIEWS) expect(page).toContain(`| \`${name}\` |`);
    for (const name of FUNCTIONS) expect(page).toContain(`| \`${name}(`);
  });
});

interface Checks {
  readonly checks: readonly { readonly outcome: string }[];
}

function isFailed({ outcome }: { readonly outcome: string }): boolean {
  return outcome === 'failed';
}

/** A database with the schema, for a role of a name of its own and for pgvitals. */
async function schema(major: Major) {
  const server = sharedServer(major);
  const database = await server.createDatabase();
  const role = `r_${randomBytes(4).toString('hex')}`;
  await server.script(`CREATE ROLE ${role}; CREATE ROLE ${role}_maintenance`);
  onTestFinished(async () => {
    await server.dropDatabase(database);
    await server.script(`DROP ROLE ${role}, ${role}_maintenance`);
  });
  const execute = (sql: string) => server.execute(sql, { database });
  await execute('CREATE EXTENSION pg_stat_statements');
  await installSchema(server, database, `${role}_maintenance`, role);
  await execute(`GRANT ${role} TO pgvitals`);
  return {
    execute,
    argv: (user = 'postgres') => ['--url', server.uri({ database, user }), '--role', role],
  };
}

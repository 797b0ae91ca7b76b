import { expect, onTestFinished, test } from 'vitest';
import { lastDue } from '../../src/setup/maintenance/cron-schedule.ts';
import { runMain } from '../cli/run-main.ts';
import { startPgbouncer } from '../helpers/pgbouncer.ts';
import { MAJORS } from '../helpers/servers.ts';
import { sharedServer } from '../helpers/shared.ts';
import type { ServerView } from '../helpers/test-server.ts';
import { startDebianServer } from '../shipped/debian-server.ts';
import { schemaDatabase } from './schema-database.ts';

test.each(MAJORS)('jobs run once they are due, and are logged, on PostgreSQL %i', async (major) => {
  const { argv, execute } = await schemaDatabase(major);
  await execute('CREATE TABLE t (id int) WITH (autovacuum_enabled = off)');
  await execute('INSERT INTO t SELECT generate_series(1, 5000)');
  await execute('DELETE FROM t WHERE id <= 2000');
  await expect
    .poll(() => execute('SELECT statement FROM monitoring.run_maintenance_vacuum()'))
    .toEqual([['VACUUM (ANALYZE, SKIP_LOCKED) public.t;']]);
  const first = await runMain(['maintenance', 'run', ...argv()]);
  expect([first.code, first.stderr]).toEqual([0, '']);
  expect(first.stdout).toContain(
    'weekly_vacuum: ok\n  VACUUM (ANALYZE, SKIP_LOCKED) public.t;  done\n',
  );
  expect(first.stdout).toMatch(
    /hourly_query_stats: ok\n {2}query_stats_snapshots {2}\d+ entries stored\n/,
  );
  await expect
    .poll(() =>
      execute("SELECT vacuum_count, n_dead_tup FROM pg_stat_user_tables WHERE relname = 't'"),
    )
    .toEqual([['1', '0']]);
  expect((await runMain(['maintenance', 'run', ...argv()])).stdout).toBe('No job is due.\n');
  const list = await runMain(['maintenance', 'list', ...argv()]);
  expect(list.stdout).toMatch(
    /\nweekly_vacuum +0 3 \* \* 0 +you +20\d\d-\d\d-\d\d \d\d:\d\d UTC +ok +1 item\n/,
  );
  expect(
    await execute(
      "SELECT job_name, status, items FROM monitoring.maintenance_log WHERE job_name = 'weekly_vacuum'",
    ),
  ).toEqual([['weekly_vacuum', 'ok', '1']]);
});

test.each(MAJORS)('tables of others are left out, and said so, on PostgreSQL %i', async (major) => {
  const { database, execute, server, writer } = await schemaDatabase(major);
  await execute(`ALTER ROLE ${writer} LOGIN PASSWORD 'w'`);
  await execute(`GRANT pg_monitor TO ${writer}`);
  await execute('CREATE TABLE theirs (id int) WITH (autovacuum_enabled = off)');
  await execute('CREATE TABLE own (id int) WITH (autovacuum_enabled = off)');
  await execute('CREATE TABLE busy (id int) WITH (autovacuum_enabled = off)');
  for (const table of ['theirs', 'own', 'busy']) {
    await execute(`INSERT INTO ${table} SELECT generate_series(1, 5000)`);
    await execute(`DELETE FROM ${table} WHERE id <= 2000`);
  }
  await execute(`ALTER TABLE own OWNER TO ${writer}`);
  await execute(`ALTER TABLE busy OWNER TO ${writer}`);
  await expect
    .poll(() => execute('SELECT count(*) FROM monitoring.run_maintenance_vacuum()'))
    .toEqual([['3']]);
  const other = await server.connect({ database });
  onTestFinished(() => other.close());
  await other.script('BEGIN; LOCK TABLE busy IN SHARE UPDATE EXCLUSIVE MODE');
  const url = ['--url', server.uri({ database, user: writer, password: 'w' })];
  const analyzed = await runMain(['maintenance', 'run', 'daily_statistics_update', ...url]);
  expect([analyzed.code, analyzed.stdout.split('\n').sort()]).toEqual([
    0,
    [
      '',
      '  1 other tables  skipped: it takes their owner, or pg_maintain from 17 on',
      '  public.busy  skipped: somebody has it locked',
      '  public.own  analyzed after 7000 changed rows',
      'daily_statistics_update: ok',
    ],
  ]);
  const vacuum = await runMain(['maintenance', 'run', 'weekly_vacuum', ...url]);
  expect(vacuum.code).toBe(0);
  expect(vacuum.stdout).toContain('public.own;  done\n');
  expect(vacuum.stdout).toContain('public.busy;  skipped: somebody has it locked\n');
  expect(vacuum.stdout).toContain(
    "public.theirs;  skipped: it takes the table's owner, or pg_maintain from 17 on\n",
  );
  expect(
    await execute(
      'SELECT job_name, status, items, message FROM monitoring.maintenance_log ORDER BY id',
    ),
  ).toEqual([
    [
      'daily_statistics_update',
      'ok',
      '1',
      '1 skipped: it takes their owner, or pg_maintain from 17 on; 1 skipped: somebody has it locked',
    ],
    [
      'weekly_vacuum',
      'ok',
      '1',
      "1 skipped: it takes the table's owner, or pg_maintain from 17 on; 1 skipped: somebody has it locked",
    ],
  ]);
});

test('through a pooler no job is run, as its lock would not hold', async () => {
  const server = sharedServer(18);
  const pgbouncer = await startPgbouncer(server, 5);
  const url = `postgresql://pgvitals:pgvitals-of-the-tests@127.0.0.1:${pgbouncer.port}/postgres`;
  expect(await runMain(['maintenance', 'run', '--url', url])).toEqual({
    code: 1,
    stdout: '',
    stderr:
      'pgvitals: a pooler such as PgBouncer stands in between, through which the lock of a run does not hold: give the address of the server itself\n',
  });
});

test('two runs of a job never overlap', async () => {
  const { argv, database, execute, server } = await schemaDatabase(18);
  const other = await server.connect({ database });
  await other.script(
    'BEGIN; SELECT monitoring.maintenance_lock(job_name) FROM monitoring.maintenance_schedule',
  );
  for (const job of ['weekly_vacuum', 'hourly_query_stats']) {
    const { code, stdout } = await runMain(['maintenance', 'run', job, ...argv()]);
    expect([code, stdout]).toEqual([
      0,
      `${job}: skipped\n  ${job}  skipped: another run is under way\n`,
    ]);
  }
  await other.close();
  expect(
    await execute('SELECT status, count(*) FROM monitoring.maintenance_log GROUP BY 1'),
  ).toEqual([['skipped', '2']]);
  expect((await runMain(['maintenance', 'run', 'weekly_vacuum', ...argv()])).stdout).toContain(
    'weekly_vacuum: ok',
  );
});

test('what fails is said, logged and an exit code; what is not there is one sentence', async () => {
  const { argv, execute, server, writer } = await schemaDatabase(18);
  await execute(
    "INSERT INTO monitoring.partition_policies VALUES ('pg_catalog.pg_class', 'day', 2)",
  );
  await execute('CREATE TABLE sales (at date NOT NULL) PARTITION BY RANGE (at)');
  await execute("INSERT INTO monitoring.partition_policies VALUES ('public.sales', 'day', 2)");
  const failed = await runMain(['maintenance', 'run', 'daily_partition_creation', ...argv()]);
  expect(failed.code).toBe(1);
  expect(failed.stdout).toMatch(/\n {2}public\.sales_\d{4}_\d\d_\d\d {2}created\n/);
  expect(
    await execute("SELECT count(*) FROM pg_inherits WHERE inhparent = 'sales'::regclass"),
  ).toEqual([['3']]);
  expect(failed.stdout).toContain(
    'failed: pg_class is not partitioned by range of one column of type date',
  );
  expect(await execute('SELECT status, message FROM monitoring.maintenance_log')).toEqual([
    ['failed', expect.stringContaining('pg_class is not partitioned')],
  ]);
  expect(await runMain(['maintenance', 'run', 'weekly', ...argv()])).toEqual({
    code: 2,
    stdout: '',
    stderr:
      'pgvitals: there is no job "weekly"; did you mean "weekly_vacuum"?; the jobs are daily_partition_creation, daily_statistics_update, hourly_query_stats, weekly_vacuum\n',
  });
  const reader = await runMain(['maintenance', 'run', 'hourly_query_stats', ...argv('pgvitals')]);
  expect(reader).toEqual({
    code: 1,
    stdout: '',
    stderr: `pgvitals: role pgvitals may not run maintenance: GRANT ${writer} TO pgvitals;\n`,
  });
  expect((await runMain(['maintenance', 'list', ...argv('plain')])).stderr).toBe(
    `pgvitals: role plain may not use the schema monitoring: GRANT ${writer} TO plain;\n`,
  );
  const none = await runMain([
    'maintenance',
    'list',
    '--url',
    server.uri({ database: 'template1' }),
  ]);
  expect(none.stderr).toBe(
    'pgvitals: database template1 has no schema monitoring: "pgvitals setup --schema --apply" makes it\n',
  );
  const schedule = await runMain(['maintenance', 'schedule', ...argv()]);
  expect(schedule.stdout).toContain('has no pg_cron. In a crontab, this line runs each job');
});

test('pg_cron is told to run the jobs where it is installed, until the schema goes', async () => {
  await using server = await startDebianServer();
  const url = ['--url', server.uri()];
  const setup = await runMain([
    'setup',
    ...url,
    '--schema',
    '--apply',
    '--password-file',
    '/dev/null',
  ]);
  expect(setup.stderr).toBe('');
  const planned = await runMain(['maintenance', 'schedule', ...url]);
  expect(planned.stdout).toContain(
    "SELECT cron.schedule('pgvitals: weekly_vacuum', '0 3 * * 0', '/* pgvitals: weekly_vacuum */ VACUUM (ANALYZE, SKIP_LOCKED)');\n",
  );
  expect(await server.execute('SELECT count(*) FROM cron.job')).toEqual([['0']]);
  const applied = await runMain(['maintenance', 'schedule', '--apply', ...url]);
  expect([applied.code, applied.stderr]).toEqual([0, '']);
  expect(applied.stdout).toContain('pg_cron runs them from now on.');
  expect((await runMain(['maintenance', 'list', ...url])).stdout).toMatch(
    /weekly_vacuum +0 3 \* \* 0 +pg_cron +never/,
  );
  expect((await runMain(['maintenance', 'run', ...url])).stdout).toBe('No job is due.\n');
  // What is switched off, pg_cron runs no longer once it is told so.
  await server.execute(
    "UPDATE monitoring.maintenance_schedule SET enabled = false WHERE job_name = 'weekly_vacuum'",
  );
  await runMain(['maintenance', 'schedule', '--apply', ...url]);
  expect(
    await server.execute(
      "SELECT count(*), count(*) FILTER (WHERE jobname LIKE '%vacuum') FROM cron.job",
    ),
  ).toEqual([['3', '0']]);
  await leavesTablesToPartman(server);
  const down = await runMain(['setup', 'down', '--apply', ...url]);
  expect([down.code, down.stderr]).toEqual([0, '']);
  expect(await server.execute('SELECT count(*) FROM cron.job')).toEqual([['0']]);
});

test.each([
  ['0 1 * * *', '2026-03-10 00:30', '2026-03-09 01:00'],
  ['0 1 * * *', '2026-03-10 01:00', '2026-03-10 01:00'],
  ['0 3 * * 0', '2026-03-10 00:30', '2026-03-08 03:00'],
  ['0 3 * * 7', '2026-03-10 00:30', '2026-03-08 03:00'],
  ['*/15 * * * *', '2026-03-10 00:14', '2026-03-10 00:00'],
  ['5-10/5,40 * * * *', '2026-03-10 00:03', '2026-03-09 23:40'],
  ['0 0 29 2 *', '2026-03-10 00:30', undefined],
  ['0 0 1 * 1', '2026-03-10 00:30', '2026-03-09 00:00'],
  ['0 25 * * *', '2026-03-10 00:30', undefined],
  ['hourly', '2026-03-10 00:30', undefined],
])('the schedule %s wanted something last, seen from %s, at %s', (schedule, now, expected) => {
  const due = lastDue(schedule, new Date(now));
  expect(due?.getTime()).toBe(expected === undefined ? undefined : new Date(expected).getTime());
});

/** On the same server, as it is the one with Debian's extensions. */
async function leavesTablesToPartman(server: ServerView): Promise<void> {
  await server.execute('CREATE SCHEMA partman');
  await server.execute('CREATE EXTENSION pg_partman SCHEMA partman').catch((cause) => {
    const message = 'Found no pg_partman: install it with `apt-get install postgresql-15-partman`.';
    throw new Error(message, { cause });
  });
  await server.execute('CREATE TABLE theirs (at timestamptz NOT NULL) PARTITION BY RANGE (at)');
  await server.execute("SELECT partman.create_parent('public.theirs', 'at', 'native', 'daily')");
  expect(
    await server.execute(
      "SELECT action FROM monitoring.create_future_day_partitions('public.theirs', 100)",
    ),
  ).toEqual([['left to pg_partman, which looks after this table']]);
}

import { expect, test } from 'vitest';
import { runMain } from '../../cli/run-main.ts';
import { startDebianServer } from '../../shipped/debian-server.ts';
import { installSchema } from '../made-situation.ts';

test('what pg_cron ran is in the log, once, and its VACUUM is not run twice at a time', async () => {
  await using server = await startDebianServer();
  const url = ['--url', server.uri()];
  await server.execute('CREATE ROLE pgvitals_maintenance');
  await installSchema(server, 'postgres', 'pgvitals_maintenance');
  await server.script(
    `CREATE TABLE t WITH (autovacuum_enabled = off) AS SELECT generate_series(1, 100000) AS id;
    DELETE FROM t WHERE id % 2 = 0`,
  );
  await expect
    .poll(() => server.execute('SELECT count(*) FROM monitoring.run_maintenance_vacuum()'))
    .toEqual([['1']]);
  const applied = await runMain(['maintenance', 'schedule', '--apply', ...url]);
  expect(applied.stderr).toBe('');
  // At the start of the server rather than at the next full hour, and a VACUUM that takes its time.
  await server.execute("UPDATE cron.job SET schedule = '@reboot'");
  await server.execute(
    "SELECT cron.schedule('broken', '@reboot', '/* pgvitals: hourly_query_stats */ CALL monitoring.is_gone()')",
  );
  await server.execute(
    "SELECT cron.schedule('odd', '@reboot', '/* pgvitals: no-job */ SELECT 1/0')",
  );
  await server.execute('ALTER SYSTEM SET vacuum_cost_delay = 100');
  await server.execute('ALTER SYSTEM SET vacuum_cost_limit = 1');
  await server.restart();
  const slow = `SELECT count(*) FROM pg_stat_activity a WHERE backend_type = 'pg_cron' AND pid IN (
    SELECT pid FROM pg_stat_progress_vacuum UNION ALL SELECT pid FROM pg_stat_progress_analyze)`;
  await expect.poll(() => server.execute(slow), { timeout: 20_000 }).toEqual([['2']]);
  const refused = await runMain(['maintenance', 'run', 'weekly_vacuum', ...url]);
  expect([refused.code, refused.stdout]).toEqual([
    0,
    expect.stringMatching(
      /^weekly_vacuum: skipped\n {2}weekly_vacuum {2}skipped: VACUUM of pg_cron is under way \(process \d+\)\n$/,
    ),
  ]);
  await server.execute(
    "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE backend_type = 'pg_cron'",
  );
  const ended = 'SELECT count(*) FROM cron.job_run_details WHERE end_time IS NOT NULL';
  await expect.poll(() => server.execute(ended), { timeout: 20_000 }).toEqual([['6']]);
  // pg_cron knows of the end a moment before the process has given up its lock.
  const listed = () => runMain(['maintenance', 'list', ...url]).then(({ stdout }) => stdout);
  await expect
    .poll(listed, { timeout: 20_000 })
    .toMatch(/\ndaily_statistics_update .*failed +pg_cron: /);
  // As if the next one had gone well.
  await server.execute(
    `INSERT INTO cron.job_run_details (runid, job_pid, database, username, command, status, return_message, start_time, end_time)
     SELECT nextval('cron.runid_seq'), job_pid, database, username, command, 'succeeded', 'VACUUM', clock_timestamp(), clock_timestamp()
     FROM cron.job_run_details WHERE command LIKE '%weekly%'`,
  );
  await server.execute("CALL monitoring.run_maintenance_job('daily_partition_creation')");
  await runMain(['maintenance', 'list', ...url]);
  expect(await server.execute(LOGGED)).toEqual([
    ['daily_partition_creation', 'ok', null, 'f'],
    ['daily_partition_creation', 'ok', null, 'f'],
    [
      'daily_statistics_update',
      'failed',
      'pg_cron: ERROR: canceling statement due to user request',
      't',
    ],
    ['hourly_query_stats', 'failed', expect.stringContaining('pg_cron: ERROR: procedure'), 't'],
    ['hourly_query_stats', 'ok', null, 'f'],
    ['weekly_vacuum', 'failed', 'pg_cron: ERROR: canceling statement due to user request', 't'],
    ['weekly_vacuum', 'ok', 'pg_cron: VACUUM', 't'],
    ['weekly_vacuum', 'skipped', expect.stringContaining('VACUUM of pg_cron is under way'), 'f'],
  ]);
});

const LOGGED = `SELECT job_name, status, message, cron_run IS NOT NULL
  FROM monitoring.maintenance_log ORDER BY job_name, status, id`;

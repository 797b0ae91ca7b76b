import os from 'node:os';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DebianServer, startDebianServer } from './debian-server.ts';
import { look } from './look.ts';

const HERE = { datname: 'postgres', user: 'postgres' };

describe("with the extensions of Debian's PostgreSQL 15", () => {
  let server: DebianServer;

  beforeAll(async () => {
    server = await startDebianServer();
    await server.script(`CREATE TABLE searched (id int PRIMARY KEY, note text);
      INSERT INTO searched SELECT n, 'note ' || n FROM generate_series(1, 5000) n; ANALYZE searched`);
  });
  afterAll(() => server?.[Symbol.asyncDispose]());

  test('pg_stat_kcache gives CPU time and disk access of all statements', async () => {
    const cpu = async () => {
      const seen = await look(server, { queries: ['pg_stat_kcache'] });
      return seen.value('pg_stat_kcache_cpu_user_seconds', HERE) ?? 0;
    };
    const before = await cpu();
    const from = performance.now();
    await server.execute('SELECT sum(sqrt(n)) FROM generate_series(1, 3000000) n');
    const elapsed = (performance.now() - from) / 1000;
    const spent = (await cpu()) - before;
    expect(spent).toBeGreaterThan(elapsed / 10);
    expect(spent).toBeLessThan(elapsed * 1.1);
  });

  test('pg_wait_sampling counts a session that sleeps, once per period', async () => {
    const queries = ['pg_wait_sampling', 'pg_wait_sampling_period'];
    const event = { event_type: 'Timeout', event: 'PgSleep' };
    const before = await look(server, { queries });
    expect(before.value('pg_wait_sampling_period_seconds')).toBe(0.01);
    await server.execute('SELECT pg_sleep(1)');
    const after = await look(server, { queries });
    const samples =
      (after.value('pg_wait_sampling_samples_total', event) ?? 0) -
      (before.value('pg_wait_sampling_samples_total', event) ?? 0);
    expect(samples).toBeGreaterThan(50);
    expect(samples).toBeLessThanOrEqual(110);
  });

  test('pg_qualstats names the column that was searched without an index', async () => {
    await server.execute("SELECT * FROM searched WHERE note = 'note 77'");
    await server.execute('SELECT * FROM searched WHERE id = 77');
    const seen = await look(server, { queries: ['pg_qualstats'] });
    const byNote = { relname: 'searched', attname: 'note', operator: '=', datname: 'postgres' };
    expect(seen.value('pg_qualstats_filtered_rows', { ...byNote, evaluated_by: 'filter' })).toBe(
      4999,
    );
    expect(seen.value('pg_qualstats_executions', byNote)).toBe(5000);
    const byId = { relname: 'searched', attname: 'id', evaluated_by: 'index' };
    expect(seen.value('pg_qualstats_filtered_rows', byId)).toBe(0);
    // What was searched for is nobody's business.
    expect(JSON.stringify(seen.samples('pg_qualstats_executions'))).not.toContain('77');
  });

  test('jobs of pg_cron are withheld from a role that sees its own jobs only', async () => {
    await expect(look(server, { queries: ['pg_cron_job'] })).rejects.toThrow('Not all queries');
    await server.script('GRANT USAGE ON SCHEMA cron TO pgvitals');
    await expect(look(server, { queries: ['pg_cron_job'] })).rejects.toThrow('Not all queries');
  });

  test('pg_cron: how the last run of each job went', async () => {
    await server.execute("SELECT cron.schedule('good', '0 0 1 1 *', 'SELECT 1')");
    await server.execute("SELECT cron.schedule('off', '0 0 1 1 *', 'SELECT 1')");
    await server.execute("UPDATE cron.job SET active = false WHERE jobname = 'off'");
    // A run of the scheduler needs a whole minute: its table is written as it does.
    await server.script(RUNS);
    const see = () => look(server, { queries: ['pg_cron_job'], user: server.user });
    const seen = await see();
    const value = (name: string, jobname: string) => seen.value(`pg_cron_job_${name}`, { jobname });
    expect([value('active', 'good'), value('active', 'off')]).toEqual([1, 0]);
    expect(value('last_run_succeeded', 'good')).toBe(1);
    expect(value('recent_failures', 'good')).toBe(2);
    expect(value('last_run_duration_seconds', 'good')).toBe(3);
    expect(value('last_success_timestamp_seconds', 'good')).toBe(
      Date.UTC(2026, 0, 1, 0, 3, 3) / 1000,
    );
    expect(value('last_run_succeeded', 'off')).toBeUndefined();
    expect(value('running', 'off')).toBe(1);
  });

  test('the host: CPU, load, memory and disk, for a role that may read files', async () => {
    const queries = ['pg_host_cpu', 'pg_host_load', 'pg_host_memory', 'pg_host_vm', 'pg_host_disk'];
    await expect(look(server, { queries })).rejects.toThrow('Not all queries');
    await server.execute('GRANT pg_read_server_files TO pgvitals');
    await expect(look(server, { queries })).rejects.toThrow('Not all queries');
    await server.execute(
      'GRANT EXECUTE ON FUNCTION pg_read_file(text, bigint, bigint) TO pgvitals',
    );
    const seen = await look(server, { queries });
    expect(seen.value('pg_host_cpus')).toBe(os.cpus().length);
    expect(seen.value('pg_host_load15')).toBeCloseTo(os.loadavg()[2] ?? -1, 0);
    expect(seen.value('pg_host_memory_bytes')).toBe(os.totalmem());
    expect(seen.value('pg_host_memory_available_bytes')).toBeLessThan(os.totalmem());
    const idle = os.cpus().reduce((sum, { times }) => sum + times.idle, 0) / 1000;
    const found = seen.value('pg_host_cpu_seconds_total', { mode: 'idle' }) ?? 0;
    expect(Math.abs(found - idle)).toBeLessThan(5);
    expect(seen.value('pg_host_oom_kills_total')).toBeGreaterThanOrEqual(0);
    // Where the data lies on an overlay or a network there is no device.
    for (const { value } of seen.samples('pg_host_disk_written_bytes_total')) {
      expect(Number(value)).toBeGreaterThan(0);
    }
  });
});

const RUNS = `
INSERT INTO cron.job_run_details (jobid, runid, database, status, start_time, end_time)
SELECT j.jobid, r.runid, 'postgres', r.status, r.at, r.at + interval '3 s'
FROM cron.job j, (VALUES
  (100001, 'failed', timestamptz '2026-01-01 00:01+00'), (100002, 'failed', '2026-01-01 00:02+00'),
  (100003, 'succeeded', '2026-01-01 00:03+00')) r (runid, status, at)
WHERE j.jobname = 'good';
INSERT INTO cron.job_run_details (jobid, runid, database, status, start_time)
SELECT jobid, 100004, 'postgres', 'running', now() FROM cron.job WHERE jobname = 'off';
`;

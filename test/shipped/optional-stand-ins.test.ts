import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sharedServer } from '../helpers/shared.ts';
import { look } from './look.ts';

// These extensions are not to be had from Debian or npm. Each stand-in is a schema with the relations, columns and
// types that its documentation names, and a row in pg_extension: it proves the SQL, not the extension.
describe.each([13, 18] as const)('on PostgreSQL %i, against stand-ins,', (major) => {
  const server = sharedServer(major);
  let database: string;
  const see = (...queries: string[]) => look(server, { database, queries });

  beforeAll(async () => {
    database = await server.createDatabase();
    await server.script(
      `SET allow_system_table_mods = on;
       CREATE SCHEMA monitor; CREATE SCHEMA timescaledb_information;
       GRANT USAGE ON SCHEMA monitor, timescaledb_information TO PUBLIC;
       INSERT INTO pg_extension (oid, extname, extowner, extnamespace, extrelocatable, extversion)
       SELECT 90000 + row_number() OVER (), e.name, 10, e.schema::regnamespace, false, e.version
       FROM (VALUES ('pg_stat_monitor', 'monitor', '2.1'), ('timescaledb', 'public', '2.17.2'),
                    ('citus', 'pg_catalog', '13.1-1')) e (name, schema, version);`,
      { database },
    );
    await server.script(PG_STAT_MONITOR + TIMESCALEDB + CITUS, { database });
    await server.script(
      'GRANT SELECT ON ALL TABLES IN SCHEMA monitor, timescaledb_information TO PUBLIC',
      { database },
    );
  });
  afterAll(() => server.dropDatabase(database));

  test('pg_stat_monitor: only the last complete bucket counts', async () => {
    const seen = await see('pg_stat_monitor_bucket');
    const selects = { user: 'app', datname: 'shop', command: 'SELECT' };
    expect(seen.value('pg_stat_monitor_bucket_calls', selects)).toBe(30);
    expect(seen.value('pg_stat_monitor_bucket_errors', selects)).toBe(0);
    expect(seen.value('pg_stat_monitor_bucket_exec_seconds', selects)).toBe(0.6);
    expect(seen.value('pg_stat_monitor_bucket_cpu_seconds', selects)).toBe(0.3);
    const others = { user: 'app', datname: 'shop', command: 'OTHER' };
    expect(seen.value('pg_stat_monitor_bucket_errors', others)).toBe(2);
    expect(seen.samples('pg_stat_monitor_bucket_calls').length).toBe(2);
  });

  test('TimescaleDB: chunks of hypertables, and jobs with their failures', async () => {
    const seen = await see('timescaledb_hypertable', 'timescaledb_job');
    const metrics = { schemaname: 'public', relname: 'metrics' };
    expect(seen.value('timescaledb_hypertable_chunks', metrics)).toBe(3);
    expect(seen.value('timescaledb_hypertable_compressed_chunks', metrics)).toBe(2);
    expect(seen.value('timescaledb_hypertable_compression_enabled', metrics)).toBe(1);
    expect(seen.value('timescaledb_hypertable_covered_until_timestamp_seconds', metrics)).toBe(
      Date.UTC(2026, 0, 22) / 1000,
    );
    expect(seen.value('timescaledb_hypertable_chunks', { relname: 'empty' })).toBe(0);
    const failing = { job_id: '1001', proc_name: 'policy_retention', relname: 'metrics' };
    expect(seen.value('timescaledb_job_last_run_succeeded', failing)).toBe(0);
    expect(seen.value('timescaledb_job_failures_total', failing)).toBe(2);
    expect(seen.value('timescaledb_job_runs_total', failing)).toBe(5);
    expect(seen.value('timescaledb_job_last_run_duration_seconds', failing)).toBe(1.5);
    expect(seen.value('timescaledb_job_last_success_timestamp_seconds', failing)).toBeUndefined();
    const fresh = { job_id: '1002' };
    expect(seen.value('timescaledb_job_last_run_succeeded', fresh)).toBeUndefined();
    expect(seen.value('timescaledb_job_scheduled', fresh)).toBe(0);
  });

  test('Citus: nodes, where the shards lie, kinds of tables, and counters', async () => {
    const seen = await see('citus_node', 'citus_tables', 'citus_stat_counters');
    const node = (name: string, nodename: string) =>
      seen.value(`citus_node_${name}`, { nodename, datname: database });
    expect(node('shard_placements', 'coordinator')).toBe(0);
    expect(node('shard_placements', 'worker-1')).toBe(2);
    expect(node('shard_placements', 'worker-2')).toBe(1);
    expect([node('active', 'worker-1'), node('active', 'worker-2')]).toEqual([1, 0]);
    const [worker] = seen.samples('citus_node_active', { nodename: 'worker-2' });
    expect(worker?.labels).toMatchObject({ nodeport: '5432', role: 'primary', kind: 'worker' });
    expect(seen.value('citus_tables', { kind: 'distributed' })).toBe(2);
    expect(seen.value('citus_tables', { kind: 'reference' })).toBe(1);
    expect(seen.value('citus_stat_counters_connections_total', { datname: database })).toBe(11);
    expect(seen.value('citus_stat_counters_multi_shard_queries_total', { datname: database })).toBe(
      15,
    );
  });

  const versions = major === 13 ? ['1.8'] : ['1.8', '1.9', '1.10', '1.11', '1.12'];
  test.each(versions)('totals of statements work with pg_stat_statements %s', async (version) => {
    const name = await server.createDatabase();
    await server.script(`CREATE EXTENSION pg_stat_statements VERSION '${version}'`, {
      database: name,
    });
    await server.script('CREATE TABLE counted (n int)', { database: name });
    for (let n = 0; n < 7; n++) {
      await server.execute('INSERT INTO counted SELECT generate_series(1, 100)', {
        database: name,
      });
    }
    const seen = await look(server, { database: name, queries: ['pg_stat_statements_all'] });
    const here = { datname: name, user: server.user };
    const value = (metric: string) => seen.value(`pg_stat_statements_all_${metric}`, here);
    expect(value('calls')).toBeGreaterThanOrEqual(7);
    expect(value('rows')).toBeGreaterThanOrEqual(700);
    expect(value('rows')).toBeLessThan(750);
    expect(value('wal_records')).toBeGreaterThanOrEqual(700);
    expect(value('exec_seconds')).toBeGreaterThan(0);
    const since = {
      '1.10': 'jit_functions',
      '1.11': 'jit_deform_seconds',
      '1.12': 'wal_buffers_full',
    };
    for (const [first, metric] of Object.entries(since)) {
      const known = Number(version.split('.')[1]) >= Number(first.split('.')[1]);
      expect(value(metric) !== undefined, metric).toBe(known);
    }
    expect(value('shared_blks_read_seconds')).toBeGreaterThanOrEqual(0);
    await server.dropDatabase(name);
  });
});

const PG_STAT_MONITOR = `
CREATE FUNCTION monitor.decode_error_level(elevel int) RETURNS text LANGUAGE sql AS
  $$ SELECT CASE elevel WHEN 21 THEN 'ERROR' ELSE '' END $$;
CREATE TABLE monitor.pg_stat_monitor (
  bucket bigint, bucket_start_time timestamptz, username text, datname text, toplevel boolean, cmd_type_text text,
  elevel int, calls bigint, total_exec_time float8, rows bigint, shared_blks_hit bigint, shared_blks_read bigint,
  cpu_user_time float8, cpu_sys_time float8, wal_bytes numeric, bucket_done boolean);
INSERT INTO monitor.pg_stat_monitor VALUES
  (1, '2026-01-01 00:01', 'app', 'shop', true, 'SELECT', 0, 99, 1, 1, 1, 1, 1, 1, 0, true),
  (2, '2026-01-01 00:02', 'app', 'shop', true, 'SELECT', 0, 10, 200, 10, 5, 1, 50, 50, 0, true),
  (2, '2026-01-01 00:02', 'app', 'shop', true, 'SELECT', 0, 20, 400, 20, 5, 1, 150, 50, 0, true),
  (2, '2026-01-01 00:02', 'app', 'shop', false, 'SELECT', 0, 70, 100, 70, 5, 1, 50, 50, 0, true),
  (2, '2026-01-01 00:02', 'app', 'shop', true, '', 21, 2, 0, 0, 0, 0, 0, 0, 0, true),
  (3, '2026-01-01 00:03', 'app', 'shop', true, 'SELECT', 0, 5, 10, 5, 5, 1, 5, 5, 0, false);
`;

const TIMESCALEDB = `
SET search_path = timescaledb_information;
CREATE TABLE hypertables (hypertable_schema name, hypertable_name name, owner name, num_dimensions smallint,
  num_chunks bigint, compression_enabled boolean, tablespaces name[]);
INSERT INTO hypertables VALUES ('public', 'metrics', 'o', 1, 3, true, NULL), ('public', 'empty', 'o', 1, 0, false, NULL);
CREATE TABLE chunks (hypertable_schema name, hypertable_name name, chunk_schema name, chunk_name name,
  primary_dimension name, range_start timestamptz, range_end timestamptz, is_compressed boolean);
INSERT INTO chunks SELECT 'public', 'metrics', '_timescaledb_internal', 'chunk_' || n, 'at',
  timestamptz '2026-01-01 00:00+00' + (n - 1) * interval '7 days', timestamptz '2026-01-01 00:00+00' + n * interval '7 days', n < 3
  FROM generate_series(1, 3) n;
CREATE TABLE jobs (job_id int, application_name name, schedule_interval interval, proc_schema name, proc_name name,
  owner name, scheduled boolean);
INSERT INTO jobs VALUES (1001, 'Retention [1001]', '1 day', 's', 'policy_retention', 'o', true),
  (1002, 'Own [1002]', '1 day', 's', 'own_job', 'o', false);
CREATE TABLE job_stats (hypertable_schema name, hypertable_name name, job_id int, last_run_started_at timestamptz,
  last_successful_finish timestamptz, last_run_status text, job_status text, last_run_duration interval,
  next_start timestamptz, total_runs bigint, total_successes bigint, total_failures bigint);
INSERT INTO job_stats VALUES
  ('public', 'metrics', 1001, now(), '-infinity', 'Failed', 'Scheduled', '1.5 s', now(), 5, 3, 2),
  (NULL, NULL, 1002, '-infinity', '-infinity', NULL, 'Paused', NULL, NULL, 0, 0, 0);
RESET search_path;
`;

// The real ones lie in pg_catalog; found there first, they are found in public just so.
const CITUS = `
SET allow_system_table_mods = on;
CREATE TYPE noderole AS ENUM ('primary', 'secondary', 'unavailable');
CREATE TABLE pg_catalog.pg_dist_node (nodeid int, groupid int, nodename text, nodeport int, noderack text, hasmetadata bool,
  isactive bool, noderole noderole, nodecluster name, metadatasynced bool, shouldhaveshards bool);
INSERT INTO pg_dist_node VALUES
  (1, 0, 'coordinator', 5432, 'default', true, true, 'primary', 'default', true, false),
  (2, 1, 'worker-1', 5432, 'default', true, true, 'primary', 'default', true, true),
  (3, 2, 'worker-2', 5432, 'default', true, false, 'primary', 'default', false, true);
CREATE TABLE pg_catalog.pg_dist_placement (placementid bigint, shardid bigint, shardstate int, shardlength bigint, groupid int);
INSERT INTO pg_dist_placement VALUES (1, 102008, 1, 0, 1), (2, 102009, 1, 0, 1), (3, 102010, 1, 0, 2);
CREATE TABLE pg_catalog.pg_dist_partition (logicalrelid oid, partmethod "char", partkey text, colocationid int, repmodel "char", autoconverted bool);
INSERT INTO pg_dist_partition VALUES (1, 'h', '', 1, 's', false), (2, 'h', '', 1, 's', false), (3, 'n', NULL, 2, 't', false);
GRANT SELECT ON pg_dist_node, pg_dist_placement, pg_dist_partition TO PUBLIC;
CREATE FUNCTION pg_catalog.citus_stat_counters(database_id oid DEFAULT 0, OUT database_id oid, OUT connection_establishment_succeeded bigint,
  OUT connection_establishment_failed bigint, OUT connection_reused bigint, OUT query_execution_single_shard bigint,
  OUT query_execution_multi_shard bigint, OUT stats_reset timestamptz)
  RETURNS SETOF record LANGUAGE sql AS
  $$ SELECT $1, 11::bigint, 12::bigint, 13::bigint, 14::bigint, 15::bigint, NULL::timestamptz $$;
`;

import type { ServerView } from '../helpers/test-server.ts';

/** Stands for pg_stat_monitor, which neither npm nor Debian has, with what 2.0 to 2.3 were seen to say. */
export interface MonitorStandIn {
  /** Calls of one statement in one time bucket, by their durations in milliseconds. */
  call(calls: MonitorCalls): Promise<void>;
  /** Forgets time buckets that began before that, as it does when it needs their place. */
  recycle(before: string): Promise<void>;
  reset(): Promise<void>;
}

export interface MonitorCalls {
  /** Start of the time bucket. */
  readonly time: string;
  readonly queryId: string;
  readonly ms: readonly number[];
  readonly text?: string;
  readonly client?: string;
  readonly toplevel?: boolean;
  /** Of statements that failed: they have a level of error, and no time. */
  readonly elevel?: number;
}

export async function monitorStandIn(
  server: ServerView,
  database: string,
): Promise<MonitorStandIn> {
  const here = { database };
  await server.script(standIn(server.major), here);
  return {
    call: ({ client = '10.0.0.1', elevel = 0, ms, queryId, text = '', time, toplevel = true }) =>
      server.script(
        `INSERT INTO monitor.calls
         SELECT '${time}', 'plain'::regrole, (SELECT oid FROM pg_database WHERE datname = current_database()),
                '${client}', ${queryId}, ${toplevel}, '${text.replaceAll("'", "''")}', ${elevel}, ms, clock_timestamp()
         FROM unnest(ARRAY[${ms.join()}]::float8[]) ms`,
        here,
      ),
    recycle: (before) =>
      server.script(`DELETE FROM monitor.calls WHERE bucket_start_time < '${before}'`, here),
    reset: () => server.script('TRUNCATE monitor.calls', here),
  };
}

/** A row of the view is what one client did with one statement in one time bucket. */
function standIn(major: number): string {
  const blocks = major >= 17 ? 'shared_blk' : 'blk';
  return `
SET allow_system_table_mods = on;
CREATE SCHEMA monitor;
INSERT INTO pg_extension (oid, extname, extowner, extnamespace, extrelocatable, extversion)
VALUES (90001, 'pg_stat_monitor', 10, 'monitor'::regnamespace, true, '${major >= 18 ? '2.3' : '2.1'}');
DO $$BEGIN -- The setting comes with the library.
  EXECUTE format('ALTER DATABASE %I SET pg_stat_monitor.pgsm_track_planning = off', current_database());
END$$;
CREATE FUNCTION monitor.get_histogram_timings() RETURNS text LANGUAGE sql AS $$
  SELECT '${TIMINGS}' $$;
CREATE TABLE monitor.bounds (n int, lower float8, upper float8);
INSERT INTO monitor.bounds
SELECT row_number() OVER (), m[1]::float8, CASE WHEN m[2] = '...' THEN 'infinity' ELSE m[2] END::float8
FROM regexp_matches(monitor.get_histogram_timings(), '([0-9.]+) - ([0-9.]+)', 'g') m;
CREATE FUNCTION monitor.resp_calls(float8[]) RETURNS text[] LANGUAGE sql AS $$
  SELECT array_agg((SELECT count(*) FROM unnest($1) ms WHERE ms > lower AND ms <= upper)::text ORDER BY n)
  FROM monitor.bounds $$;
CREATE TABLE monitor.calls (bucket_start_time timestamptz, userid oid, dbid oid, client_ip inet, queryid bigint,
  toplevel boolean, query text, elevel int, ms float8, at timestamptz);
CREATE VIEW monitor.pg_stat_monitor AS
SELECT bucket_start_time, userid, dbid, client_ip, queryid, toplevel, query, elevel, count(*) AS calls,
       sum(ms) AS total_exec_time, min(ms) AS min_exec_time, max(ms) AS max_exec_time, avg(ms) AS mean_exec_time,
       stddev_pop(ms) AS stddev_exec_time, count(*) AS rows, 2 * count(*) AS shared_blks_hit, 0::bigint AS shared_blks_read,
       0::bigint AS shared_blks_dirtied, 0::bigint AS shared_blks_written, 0::bigint AS temp_blks_read,
       0::bigint AS temp_blks_written, 0::float8 AS ${blocks}_read_time, 0::float8 AS ${blocks}_write_time,
       0::bigint AS wal_records, 0::numeric AS wal_bytes, count(*) AS plans, 0::float8 AS total_plan_time,
       monitor.resp_calls(array_agg(ms)) AS resp_calls${major >= 15 ? SINCE_15 : ''}${major >= 17 ? SINCE_17 : ''}
FROM monitor.calls
GROUP BY bucket_start_time, userid, dbid, client_ip, queryid, toplevel, query, elevel;
GRANT USAGE ON SCHEMA monitor TO PUBLIC;
GRANT SELECT ON ALL TABLES IN SCHEMA monitor TO PUBLIC;`;
}

const SINCE_15 = `, 0::float8 AS temp_blk_read_time, 0::float8 AS temp_blk_write_time,
       0::float8 AS jit_generation_time, 0::float8 AS jit_inlining_time, 0::float8 AS jit_optimization_time,
       0::float8 AS jit_emission_time`;
const SINCE_17 = ', min(at) AS stats_since';

/** Of the default settings. */
const TIMINGS =
  '{{0.000 - 1.000}, (1.000 - 2.778}, (2.778 - 4.162}, (4.162 - 6.623}, (6.623 - 11.000}, (11.000 - 18.783}, ' +
  '(18.783 - 32.623}, (32.623 - 57.234}, (57.234 - 101.000}, (101.000 - 178.827}, (178.827 - 317.226}, ' +
  '(317.226 - 563.338}, (563.338 - 1000.994}, (1000.994 - 1779.268}, (1779.268 - 3163.256}, (3163.256 - 5624.371}, ' +
  '(5624.371 - 10000.920}, (10000.920 - 17783.643}, (17783.643 - 31623.492}, (31623.492 - 56234.598}, ' +
  '(56234.598 - 100000.000}, (100000.000 - ...}}';

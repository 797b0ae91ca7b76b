-- Up Migration
CREATE FUNCTION monitoring.take_query_stats_snapshot(retention interval DEFAULT '7 days')
RETURNS integer
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
  moment timestamptz := clock_timestamp();
  entries integer;
BEGIN
  IF retention <= interval '0' THEN
    RAISE EXCEPTION 'retention is %, expected more than nothing', retention USING ERRCODE = 'invalid_parameter_value';
  END IF;
  -- An old version of the extension on a newer server has two entries of one key.
  INSERT INTO monitoring.query_stats_snapshots
  SELECT moment, s.userid, s.dbid, s.queryid, sum(s.calls), sum(s.total_exec_ms), sum(s.rows),
         sum(s.shared_blks_hit), sum(s.shared_blks_read)
  FROM monitoring.statements() s
  WHERE s.queryid IS NOT NULL
  GROUP BY s.userid, s.dbid, s.queryid;
  GET DIAGNOSTICS entries = ROW_COUNT;
  INSERT INTO monitoring.query_texts
  SELECT DISTINCT ON (s.queryid, s.dbid, s.userid) s.queryid, s.dbid, s.userid, left(s.query, 10000)
  FROM monitoring.statements() s
  WHERE s.queryid IS NOT NULL AND s.query IS NOT NULL
  ON CONFLICT DO NOTHING;
  DELETE FROM monitoring.query_stats_snapshots q WHERE q.taken_at < moment - retention;
  DELETE FROM monitoring.query_texts t
  WHERE NOT EXISTS (
    SELECT FROM monitoring.query_stats_snapshots q
    WHERE q.queryid = t.queryid AND q.dbid = t.dbid AND q.userid = t.userid);
  RETURN entries;
END
$function$;
COMMENT ON FUNCTION monitoring.take_query_stats_snapshot(interval) IS
  'Stores the counters of pg_stat_statements, deletes snapshots older than the retention, and returns the number of entries';

CREATE FUNCTION monitoring.get_query_performance(period interval DEFAULT '1 hour')
RETURNS TABLE (
  queryid bigint, database name, username name, calls bigint, total_time_ms numeric, mean_time_ms numeric,
  rows bigint, cache_hit_percent numeric, percent_of_time numeric, measured_since timestamptz, query text
)
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
  WITH base AS MATERIALIZED (
    -- The last snapshot that is old enough, or else the oldest there is.
    SELECT coalesce(
      (SELECT max(q.taken_at) FROM monitoring.query_stats_snapshots q WHERE q.taken_at <= clock_timestamp() - period),
      (SELECT min(q.taken_at) FROM monitoring.query_stats_snapshots q)) AS taken_at
  ), present AS MATERIALIZED (
    SELECT s.userid, s.dbid, s.queryid, min(s.query) AS query, sum(s.calls) AS calls, sum(s.total_exec_ms) AS total_exec_ms,
           sum(s.rows) AS rows, sum(s.shared_blks_hit) AS hit, sum(s.shared_blks_read) AS read
    FROM monitoring.statements() s
    WHERE s.queryid IS NOT NULL
    GROUP BY s.userid, s.dbid, s.queryid
  ), change AS (
    -- An entry with fewer calls than before began anew.
    SELECT p.userid, p.dbid, p.queryid, p.query, o.taken_at,
           p.calls - coalesce(o.calls, 0) AS calls,
           p.total_exec_ms - coalesce(o.total_exec_ms, 0) AS total_exec_ms,
           p.rows - coalesce(o.rows, 0) AS rows,
           p.hit - coalesce(o.shared_blks_hit, 0) AS hit,
           p.read - coalesce(o.shared_blks_read, 0) AS read
    FROM present p
    LEFT JOIN base b ON true
    LEFT JOIN monitoring.query_stats_snapshots o
      ON o.taken_at = b.taken_at AND o.queryid = p.queryid AND o.dbid = p.dbid AND o.userid = p.userid
     AND o.calls <= p.calls AND o.total_exec_ms <= p.total_exec_ms
  )
  SELECT c.queryid, d.datname, r.rolname, c.calls::bigint, round(c.total_exec_ms::numeric, 3), round((c.total_exec_ms / c.calls::double precision)::numeric, 3),
         c.rows::bigint, round(100.0 * c.hit / nullif(c.hit + c.read, 0), 2),
         round((100 * c.total_exec_ms / nullif(sum(c.total_exec_ms) OVER (), 0))::numeric, 2),
         (SELECT b.taken_at FROM base b), c.query
  FROM change c
  LEFT JOIN pg_database d ON d.oid = c.dbid
  LEFT JOIN pg_roles r ON r.oid = c.userid
  WHERE c.calls > 0
  ORDER BY c.total_exec_ms DESC
$function$;
COMMENT ON FUNCTION monitoring.get_query_performance(interval) IS
  'Statements of the last period, from the snapshot before it until now; measured_since says when it was taken, and is NULL where there is none and all is counted since the statistics began';

CREATE FUNCTION monitoring.reset_query_stats()
RETURNS timestamptz
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
  home text;
BEGIN
  SELECT quote_ident(n.nspname) INTO home
  FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
  WHERE e.extname = 'pg_stat_statements';
  IF home IS NULL THEN
    RAISE EXCEPTION 'pg_stat_statements is not installed in database %', current_database()
      USING ERRCODE = 'undefined_object', HINT = 'CREATE EXTENSION pg_stat_statements;';
  END IF;
  EXECUTE format('SELECT %s.pg_stat_statements_reset()', home);
  RETURN clock_timestamp();
END
$function$;
COMMENT ON FUNCTION monitoring.reset_query_stats() IS
  'Empties pg_stat_statements of all databases. Runs with the rights of its owner, as only those may do it';
REVOKE ALL ON FUNCTION monitoring.reset_query_stats() FROM PUBLIC;

-- Down Migration
DROP FUNCTION monitoring.reset_query_stats();
DROP FUNCTION monitoring.get_query_performance(interval);
DROP FUNCTION monitoring.take_query_stats_snapshot(interval);

-- Up Migration
-- By dynamic SQL: the extension may come, go, move and change its columns without the views noticing,
-- and nothing here stands in the way of DROP EXTENSION.
CREATE FUNCTION monitoring.statements()
RETURNS TABLE (
  userid oid, dbid oid, queryid bigint, query text, calls bigint, rows bigint,
  total_exec_ms double precision, min_exec_ms double precision, max_exec_ms double precision,
  mean_exec_ms double precision, stddev_exec_ms double precision,
  shared_blks_hit bigint, shared_blks_read bigint, shared_blks_dirtied bigint, shared_blks_written bigint,
  temp_blks_read bigint, temp_blks_written bigint, block_read_ms double precision, block_write_ms double precision,
  since timestamptz
)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
  source text;
  present name[];
  exec text;
  block text;
  since text;
BEGIN
  SELECT format('%I.pg_stat_statements', n.nspname), array_agg(a.attname)
  INTO source, present
  FROM pg_extension e
  JOIN pg_namespace n ON n.oid = e.extnamespace
  JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = 'pg_stat_statements'
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
  WHERE e.extname = 'pg_stat_statements'
  GROUP BY n.nspname;
  IF source IS NULL THEN
    RETURN;
  END IF;
  exec := CASE WHEN 'total_exec_time' = ANY (present) THEN 'exec_time' ELSE 'time' END;
  block := CASE WHEN 'shared_blk_read_time' = ANY (present) THEN 'shared_blk' ELSE 'blk' END;
  since := CASE WHEN 'stats_since' = ANY (present) THEN 's.stats_since' ELSE 'NULL::timestamptz' END;
  RETURN QUERY EXECUTE format(
    'SELECT s.userid, s.dbid, s.queryid, s.query, s.calls, s.rows,
            s.total_%1$s, s.min_%1$s, s.max_%1$s, s.mean_%1$s, s.stddev_%1$s,
            s.shared_blks_hit, s.shared_blks_read, s.shared_blks_dirtied, s.shared_blks_written,
            s.temp_blks_read, s.temp_blks_written, s.%2$s_read_time, s.%2$s_write_time, %4$s
     FROM %3$s s', exec, block, source, since);
EXCEPTION
  -- The extension is there, but its library was not loaded at the start of the server.
  WHEN object_not_in_prerequisite_state THEN
    RETURN;
END
$function$;
COMMENT ON FUNCTION monitoring.statements() IS
  'Entries of pg_stat_statements under the same names for all its versions; none where it is not installed or not preloaded';

CREATE FUNCTION monitoring.statements_info(OUT evictions bigint, OUT stats_reset timestamptz)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
  source text;
BEGIN
  SELECT format('%I.pg_stat_statements_info', n.nspname) INTO source
  FROM pg_extension e
  JOIN pg_namespace n ON n.oid = e.extnamespace
  WHERE e.extname = 'pg_stat_statements'
    AND EXISTS (SELECT FROM pg_class c WHERE c.relnamespace = n.oid AND c.relname = 'pg_stat_statements_info');
  IF source IS NOT NULL THEN
    EXECUTE format('SELECT i.dealloc, i.stats_reset FROM %s i', source) INTO evictions, stats_reset;
  END IF;
EXCEPTION
  WHEN object_not_in_prerequisite_state THEN
    RETURN;
END
$function$;
COMMENT ON FUNCTION monitoring.statements_info() IS
  'How often pg_stat_statements made room, and when all of its counters began; NULL before version 1.9, which is of PostgreSQL 14';

CREATE VIEW monitoring.v_slow_queries AS
SELECT s.queryid, d.datname AS database, r.rolname AS username, s.calls,
       round(s.mean_exec_ms::numeric, 3) AS mean_time_ms, round(s.max_exec_ms::numeric, 3) AS max_time_ms,
       round(s.stddev_exec_ms::numeric, 3) AS stddev_time_ms, round(s.total_exec_ms::numeric, 3) AS total_time_ms, s.rows,
       round(100.0 * s.shared_blks_hit / nullif(s.shared_blks_hit + s.shared_blks_read, 0), 2) AS cache_hit_percent,
       s.query
FROM monitoring.statements() s
LEFT JOIN pg_database d ON d.oid = s.dbid
LEFT JOIN pg_roles r ON r.oid = s.userid
WHERE s.mean_exec_ms > 100
ORDER BY s.mean_exec_ms DESC;
COMMENT ON VIEW monitoring.v_slow_queries IS 'Statements that take over 100 ms on average, slowest first';

CREATE VIEW monitoring.v_top_queries_by_time AS
SELECT s.queryid, d.datname AS database, r.rolname AS username, s.calls,
       round(s.total_exec_ms::numeric, 3) AS total_time_ms, round(s.mean_exec_ms::numeric, 3) AS mean_time_ms,
       round((100 * s.total_exec_ms / nullif(sum(s.total_exec_ms) OVER (), 0))::numeric, 2) AS percent_of_time,
       s.rows,
       round(100.0 * s.shared_blks_hit / nullif(s.shared_blks_hit + s.shared_blks_read, 0), 2) AS cache_hit_percent,
       s.query
FROM monitoring.statements() s
LEFT JOIN pg_database d ON d.oid = s.dbid
LEFT JOIN pg_roles r ON r.oid = s.userid
ORDER BY s.total_exec_ms DESC
LIMIT 50;
COMMENT ON VIEW monitoring.v_top_queries_by_time IS 'The 50 statements on which most time is spent';

CREATE VIEW monitoring.slow_queries AS
SELECT queryid, database, username, calls, mean_time_ms, max_time_ms, total_time_ms, rows, query
FROM monitoring.v_slow_queries
WHERE mean_time_ms > 1000
ORDER BY mean_time_ms DESC;
COMMENT ON VIEW monitoring.slow_queries IS 'Statements that take over 1 s on average, slowest first';

CREATE VIEW monitoring.top_queries_by_total_time AS
SELECT queryid, database, username, calls, total_time_ms, mean_time_ms, percent_of_time, query
FROM monitoring.v_top_queries_by_time
ORDER BY total_time_ms DESC;
COMMENT ON VIEW monitoring.top_queries_by_total_time IS 'The statements on which most time is spent, and their share of all time';

CREATE VIEW monitoring.queries_low_cache_hit AS
SELECT s.queryid, d.datname AS database, r.rolname AS username, s.calls,
       s.shared_blks_hit, s.shared_blks_read,
       round(100.0 * s.shared_blks_hit / (s.shared_blks_hit + s.shared_blks_read), 2) AS cache_hit_percent,
       s.query
FROM monitoring.statements() s
LEFT JOIN pg_database d ON d.oid = s.dbid
LEFT JOIN pg_roles r ON r.oid = s.userid
WHERE s.shared_blks_hit + s.shared_blks_read >= 100
  AND s.shared_blks_hit < 0.9 * (s.shared_blks_hit + s.shared_blks_read)
ORDER BY s.shared_blks_read DESC;
COMMENT ON VIEW monitoring.queries_low_cache_hit IS
  'Statements that find less than 90 % of their blocks in the cache, of those with at least 100 blocks';

-- Down Migration
DROP VIEW monitoring.queries_low_cache_hit, monitoring.top_queries_by_total_time, monitoring.slow_queries,
  monitoring.v_top_queries_by_time, monitoring.v_slow_queries;
DROP FUNCTION monitoring.statements_info();
DROP FUNCTION monitoring.statements();

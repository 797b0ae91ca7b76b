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
  INSERT INTO monitoring.query_stats_moments SELECT moment, i.evictions, i.stats_reset FROM monitoring.statements_info() i;
  -- An old version of the extension on a newer server has two entries of one key.
  INSERT INTO monitoring.query_stats_snapshots
  SELECT moment, s.userid, s.dbid, s.queryid, sum(s.calls), sum(s.total_exec_ms), sum(s.rows),
         sum(s.shared_blks_hit), sum(s.shared_blks_read), max(s.since)
  FROM monitoring.statements() s
  WHERE s.queryid IS NOT NULL
  GROUP BY s.userid, s.dbid, s.queryid;
  GET DIAGNOSTICS entries = ROW_COUNT;
  INSERT INTO monitoring.query_texts
  SELECT DISTINCT ON (s.queryid, s.dbid, s.userid) s.queryid, s.dbid, s.userid, left(s.query, 10000)
  FROM monitoring.statements() s
  WHERE s.queryid IS NOT NULL AND s.query IS NOT NULL
  ON CONFLICT DO NOTHING;
  DELETE FROM monitoring.query_stats_moments m WHERE m.taken_at < moment - retention;
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
  rows bigint, cache_hit_percent numeric, percent_of_time numeric, measured_since timestamptz,
  note text, lost_statements bigint, evictions bigint, query text
)
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
  WITH base AS MATERIALIZED (
    -- The last snapshot that is old enough, or else the oldest there is.
    SELECT coalesce(
      (SELECT max(m.taken_at) FROM monitoring.query_stats_moments m WHERE m.taken_at <= clock_timestamp() - period),
      (SELECT min(m.taken_at) FROM monitoring.query_stats_moments m)) AS taken_at
  ), past AS MATERIALIZED (
    SELECT m.taken_at, m.evictions, m.stats_reset, row_number() OVER (ORDER BY m.taken_at) AS place
    FROM monitoring.query_stats_moments m
    WHERE m.taken_at >= (SELECT b.taken_at FROM base b)
  ), moments AS MATERIALIZED (
    SELECT a.*, coalesce(a.stats_reset <> lag(a.stats_reset) OVER w, false) AS was_reset,
           lag(a.evictions) OVER w AS evictions_before, max(a.place) OVER () AS last_place
    FROM (
      SELECT * FROM past
      UNION ALL
      SELECT clock_timestamp(), i.evictions, i.stats_reset, (SELECT count(*) + 1 FROM past) FROM monitoring.statements_info() i
    ) a
    WINDOW w AS (ORDER BY a.place)
  ), present AS MATERIALIZED (
    SELECT s.userid, s.dbid, s.queryid, sum(s.calls) AS calls, sum(s.total_exec_ms) AS total_exec_ms, sum(s.rows) AS rows,
           sum(s.shared_blks_hit) AS hit, sum(s.shared_blks_read) AS read, max(s.since) AS since, min(s.query) AS query
    FROM monitoring.statements() s
    WHERE s.queryid IS NOT NULL
    GROUP BY s.userid, s.dbid, s.queryid
  ), points AS (
    SELECT p.place, q.userid, q.dbid, q.queryid, q.calls, q.total_exec_ms, q.rows, q.shared_blks_hit AS hit, q.shared_blks_read AS read, q.since
    FROM past p
    JOIN monitoring.query_stats_snapshots q ON q.taken_at = p.taken_at
    UNION ALL
    SELECT (SELECT count(*) + 1 FROM past), n.userid, n.dbid, n.queryid, n.calls, n.total_exec_ms, n.rows, n.hit, n.read, n.since
    FROM present n
  ), steps AS (
    SELECT p.*, lag(p.place) OVER w AS place_before, lag(p.calls) OVER w AS calls_before, lag(p.total_exec_ms) OVER w AS ms_before,
           lag(p.rows) OVER w AS rows_before, lag(p.hit) OVER w AS hit_before, lag(p.read) OVER w AS read_before,
           lag(p.since) OVER w AS since_before
    FROM points p
    WINDOW w AS (PARTITION BY p.queryid, p.dbid, p.userid ORDER BY p.place)
  ), counted AS (
    -- What was gone meanwhile, was reset or has counters that fell began anew: all that it counts is new.
    SELECT s.*, m.taken_at, m.last_place, s.place = 1 AND m.last_place > 1 AS is_base,
           s.place_before IS DISTINCT FROM s.place - 1 OR m.was_reset OR s.calls < s.calls_before
             OR s.total_exec_ms < s.ms_before OR coalesce(s.since <> s.since_before, false) AS anew
    FROM steps s
    JOIN moments m ON m.place = s.place
  ), change AS (
    SELECT c.queryid, c.dbid, c.userid,
           sum(c.calls - CASE WHEN c.anew THEN 0 ELSE c.calls_before END) FILTER (WHERE NOT c.is_base) AS calls,
           sum(c.total_exec_ms - CASE WHEN c.anew THEN 0 ELSE c.ms_before END) FILTER (WHERE NOT c.is_base) AS ms,
           sum(c.rows - CASE WHEN c.anew THEN 0 ELSE c.rows_before END) FILTER (WHERE NOT c.is_base) AS rows,
           sum(c.hit - CASE WHEN c.anew THEN 0 ELSE c.hit_before END) FILTER (WHERE NOT c.is_base) AS hit,
           sum(c.read - CASE WHEN c.anew THEN 0 ELSE c.read_before END) FILTER (WHERE NOT c.is_base) AS read,
           max(c.taken_at) FILTER (WHERE c.anew AND c.place_before IS NOT NULL) AS anew_at,
           CASE WHEN max(c.place) < max(c.last_place) THEN max(c.taken_at) END AS gone_after
    FROM counted c
    GROUP BY c.queryid, c.dbid, c.userid
  ), judged AS (
    SELECT c.*, count(*) FILTER (WHERE c.anew_at IS NOT NULL OR c.gone_after IS NOT NULL) OVER () AS lost
    FROM change c
  )
  SELECT j.queryid, d.datname, r.rolname, j.calls::bigint, round(j.ms::numeric, 3), round((j.ms / j.calls::double precision)::numeric, 3),
         j.rows::bigint, round(100.0 * j.hit / nullif(j.hit + j.read, 0), 2),
         round((100 * j.ms / nullif(sum(j.ms) OVER (), 0))::numeric, 2),
         (SELECT b.taken_at FROM base b),
         CASE WHEN j.gone_after IS NOT NULL
                THEN format('gone from pg_stat_statements after %s: what it did since is not counted', date_trunc('second', j.gone_after))
              WHEN j.anew_at IS NOT NULL
                THEN format('its counters began anew before %s: what it did from the snapshot before until then is not counted', date_trunc('second', j.anew_at))
         END,
         j.lost,
         (SELECT sum(CASE WHEN m.was_reset THEN m.evictions ELSE m.evictions - m.evictions_before END)::bigint FROM moments m),
         coalesce(n.query, t.query)
  FROM judged j
  LEFT JOIN pg_database d ON d.oid = j.dbid
  LEFT JOIN pg_roles r ON r.oid = j.userid
  LEFT JOIN monitoring.query_texts t ON t.queryid = j.queryid AND t.dbid = j.dbid AND t.userid = j.userid
  LEFT JOIN present n ON n.queryid = j.queryid AND n.dbid = j.dbid AND n.userid = j.userid
  WHERE j.calls > 0
  ORDER BY j.ms DESC
$function$;
COMMENT ON FUNCTION monitoring.get_query_performance(interval) IS
  'Statements of the last period, from the snapshot before it until now, over all snapshots in between. measured_since says when the first was taken, and is NULL where there is none and all is counted since the statistics began. note says where calls of a statement may be missing, lost_statements of how many they may be, and evictions how often pg_stat_statements forgot statements meanwhile, among them such as no snapshot saw';

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

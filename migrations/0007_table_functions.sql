-- Up Migration
CREATE FUNCTION monitoring.get_table_bloat(min_dead_percent numeric DEFAULT 5)
RETURNS TABLE (
  schemaname name, relname name, live_rows bigint, dead_rows bigint, dead_percent numeric, table_bytes bigint,
  last_vacuum timestamptz, recommendation text
)
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
  SELECT t.schemaname, t.relname, t.n_live_tup, t.n_dead_tup, p.dead, s.table_bytes,
         greatest(t.last_vacuum, t.last_autovacuum),
         CASE WHEN h.off THEN format('Autovacuum is switched off for it: ALTER TABLE %s RESET (autovacuum_enabled);', f.name)
              WHEN t.n_dead_tup < 1000 THEN 'Nothing to do, these are few rows'
              WHEN p.dead >= 30 THEN format('VACUUM (ANALYZE) %s; and find what keeps autovacuum from it: an old transaction, or see autovacuum_recommendations()', f.name)
              WHEN p.dead >= 10 THEN format('VACUUM (ANALYZE) %s;', f.name)
              ELSE 'Nothing to do, autovacuum will see to it' END
  FROM pg_stat_user_tables t
  JOIN pg_class c ON c.oid = t.relid
  LEFT JOIN monitoring.relation_sizes() s ON s.relid = t.relid
  CROSS JOIN LATERAL (SELECT format('%I.%I', t.schemaname, t.relname) AS name) f
  CROSS JOIN LATERAL (SELECT round(100.0 * t.n_dead_tup / nullif(t.n_live_tup + t.n_dead_tup, 0), 2) AS dead) p
  CROSS JOIN LATERAL (
    SELECT coalesce(bool_or(o.option_name = 'autovacuum_enabled' AND NOT o.option_value::boolean), false) AS off
    FROM pg_options_to_table(c.reloptions) o
    WHERE o.option_name = 'autovacuum_enabled') h
  WHERE p.dead >= min_dead_percent
  ORDER BY t.n_dead_tup DESC
$function$;
COMMENT ON FUNCTION monitoring.get_table_bloat(numeric) IS
  'Tables with at least so many percent dead rows, and what to do about each';

CREATE FUNCTION monitoring.get_missing_indexes(min_rows bigint DEFAULT 10000)
RETURNS TABLE (schemaname name, relname name, reason text, rows_read_per_scan numeric, live_rows bigint, recommendation text)
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
  SELECT n.nspname, t.relname, format('foreign key %s has no index', quote_ident(k.conname)),
         NULL::numeric, pg_stat_get_live_tuples(t.oid),
         format('CREATE INDEX CONCURRENTLY ON %I.%I (%s);', n.nspname, t.relname, (
           SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY c.place)
           FROM unnest(k.conkey) WITH ORDINALITY c (attnum, place)
           JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = c.attnum))
  FROM pg_constraint k
  JOIN pg_class t ON t.oid = k.conrelid
  JOIN pg_namespace n ON n.oid = t.relnamespace
  WHERE k.contype = 'f' AND k.conparentid = 0
    AND NOT EXISTS (
      SELECT FROM pg_index i
      WHERE i.indrelid = k.conrelid AND i.indisvalid AND i.indpred IS NULL
        AND (i.indkey::int2[])[0:cardinality(k.conkey) - 1] @> k.conkey)
  UNION ALL
  SELECT s.schemaname, s.relname, 'most scans read the whole table',
         round(s.seq_tup_read::numeric / s.seq_scan), s.n_live_tup,
         'Find the statements that read it (v_top_queries_by_time) and their WHERE clauses, then compare plans by EXPLAIN'
  FROM pg_stat_user_tables s
  WHERE s.n_live_tup >= min_rows AND s.seq_scan > coalesce(s.idx_scan, 0) AND s.seq_scan >= 50
    AND s.seq_tup_read / s.seq_scan >= min_rows / 2
  ORDER BY 5 DESC, 1, 2, 3
$function$;
COMMENT ON FUNCTION monitoring.get_missing_indexes(bigint) IS
  'Foreign keys without an index, and tables of at least so many rows that are mostly read as a whole';

CREATE FUNCTION monitoring.rebuild_bloated_indexes(min_bloat_percent numeric DEFAULT 30)
RETURNS TABLE (schemaname name, relname name, indexrelname name, index_bytes bigint, bloat_bytes bigint, bloat_percent numeric, statement text)
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
  WITH big AS MATERIALIZED (
    SELECT i.indexrelid, i.indrelid, i.indkey, n.nspname, t.relname, c.relname AS indexrelname, c.relpages, c.reltuples,
           c.relnatts, current_setting('block_size')::int AS block,
           coalesce(substring(array_to_string(c.reloptions, ',') FROM 'fillfactor=(\d+)')::int, 90) AS fill
    FROM pg_index i
    JOIN pg_class c ON c.oid = i.indexrelid
    JOIN pg_class t ON t.oid = i.indrelid
    JOIN pg_namespace n ON n.oid = t.relnamespace
    WHERE c.relam = (SELECT m.oid FROM pg_am m WHERE m.amname = 'btree')
      AND c.relpages * current_setting('block_size')::bigint > 1048576
      AND c.reltuples > 0 AND i.indisvalid AND t.relkind IN ('r', 'm') AND t.relpersistence <> 't'
      AND n.nspname NOT IN ('pg_catalog', 'information_schema')
      AND pg_stat_get_mod_since_analyze(t.oid) <= 0.2 * greatest(t.reltuples, 1000)
  ), columns AS (
    SELECT b.indexrelid, b.nspname, CASE WHEN k.attnum > 0 THEN b.relname ELSE b.indexrelname END AS tablename, a.attname
    FROM big b
    CROSS JOIN LATERAL unnest(b.indkey::int2[]) WITH ORDINALITY k (attnum, place)
    JOIN pg_attribute a ON a.attrelid = CASE WHEN k.attnum > 0 THEN b.indrelid ELSE b.indexrelid END
                       AND a.attnum = CASE WHEN k.attnum > 0 THEN k.attnum ELSE k.place END
  ), widths AS (
    SELECT c.indexrelid, count(*) AS columns, sum((1 - s.null_frac) * s.avg_width) AS width, bool_or(s.null_frac > 0) AS nulls
    FROM columns c
    JOIN pg_stats s ON s.schemaname = c.nspname AND s.tablename = c.tablename AND s.attname = c.attname AND NOT s.inherited
    GROUP BY c.indexrelid
  ), bloat AS (
    SELECT b.*, greatest(b.relpages - 1 - ceil(b.reltuples / greatest(floor((b.block - 40) * b.fill / 100.0
             / (8 * ceil((CASE WHEN w.nulls THEN 16 ELSE 8 END + w.width) / 8.0) + 4)), 1)), 0) AS pages
    FROM big b
    JOIN widths w USING (indexrelid)
    WHERE w.columns = b.relnatts
  )
  SELECT nspname, bloat.relname, bloat.indexrelname, relpages * block::bigint, (pages * block)::bigint,
         round((100 * pages / relpages)::numeric, 2), format('REINDEX INDEX CONCURRENTLY %I.%I;', nspname, bloat.indexrelname)
  FROM bloat
  WHERE 100 * pages / relpages >= min_bloat_percent
  ORDER BY 5 DESC
$function$;
COMMENT ON FUNCTION monitoring.rebuild_bloated_indexes(numeric) IS
  'B-tree indexes over 1 MB of which an estimated share is empty, with the statement that rebuilds each; it runs none of them, as REINDEX CONCURRENTLY cannot be in a function. Tables without SELECT or fresh statistics are left out';

CREATE FUNCTION monitoring.autovacuum_recommendations()
RETURNS TABLE (
  schemaname name, relname name, live_rows bigint, writes_per_day numeric, days_between_vacuums numeric,
  write_rate text, current_scale_factor numeric, statement text
)
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
  WITH counted AS (
    SELECT t.relid, t.schemaname, t.relname, t.n_live_tup AS live,
           (t.n_tup_upd + t.n_tup_del)
             / greatest(extract(epoch FROM clock_timestamp() - coalesce(d.stats_reset, pg_postmaster_start_time())) / 86400, 1.0 / 24)
             AS per_day,
           coalesce((SELECT o.option_value::numeric FROM pg_class c, pg_options_to_table(c.reloptions) o
                     WHERE c.oid = t.relid AND o.option_name = 'autovacuum_vacuum_scale_factor'),
                    current_setting('autovacuum_vacuum_scale_factor')::numeric) AS factor
    FROM pg_stat_user_tables t
    CROSS JOIN (SELECT stats_reset FROM pg_stat_database WHERE datname = current_database()) d
    WHERE t.n_live_tup >= 10000
  ), rated AS (
    SELECT c.*, c.per_day / c.live AS turnover,
           (current_setting('autovacuum_vacuum_threshold')::numeric + c.factor * c.live) / nullif(c.per_day, 0) AS days
    FROM counted c
  ), advice AS (
    SELECT r.*, CASE WHEN r.turnover >= 1 THEN 'very high' WHEN r.turnover >= 0.2 THEN 'high'
                     WHEN r.turnover >= 0.02 THEN 'moderate' ELSE 'low' END AS rate,
           CASE WHEN r.turnover >= 1 THEN 0.02 WHEN r.turnover >= 0.2 THEN 0.05 WHEN r.turnover >= 0.02 THEN 0.1 ELSE 0.2 END AS wanted
    FROM rated r
  )
  SELECT a.schemaname, a.relname, a.live, round(a.per_day::numeric), round(a.days::numeric, 2), a.rate, a.factor,
         CASE WHEN a.wanted < a.factor THEN format(
           'ALTER TABLE %I.%I SET (autovacuum_vacuum_scale_factor = %s, autovacuum_analyze_scale_factor = %s);',
           a.schemaname, a.relname, a.wanted, a.wanted / 2) END
  FROM advice a
  ORDER BY a.per_day DESC
$function$;
COMMENT ON FUNCTION monitoring.autovacuum_recommendations() IS
  'How often the rows of each table of at least 10000 rows are changed or deleted, and the setting that fits; no statement where the present one does';

CREATE FUNCTION monitoring.database_health_check()
RETURNS TABLE (check_name text, status text, value text, recommendation text)
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
  WITH cache AS (
    SELECT blks_hit + blks_read AS blocks, round(100.0 * blks_hit / nullif(blks_hit + blks_read, 0), 2) AS percent
    FROM pg_stat_database WHERE datname = current_database()
  ), sessions AS (
    SELECT count(*) AS used, round(100.0 * count(*) / current_setting('max_connections')::int, 1) AS percent,
           max(clock_timestamp() - xact_start) FILTER (WHERE pid <> pg_backend_pid()) AS oldest,
           count(*) FILTER (WHERE wait_event_type = 'Lock') AS waiting
    FROM pg_stat_activity WHERE backend_type = 'client backend'
  ), dead AS (
    SELECT count(*) FILTER (WHERE n_dead_tup > 0.3 * (n_live_tup + n_dead_tup) AND n_dead_tup > 1000) AS bad,
           count(*) FILTER (WHERE n_dead_tup > 0.1 * (n_live_tup + n_dead_tup) AND n_dead_tup > 1000) AS many
    FROM pg_stat_user_tables
  ), xids AS (
    SELECT max(age(datfrozenxid)) AS age, current_setting('autovacuum_freeze_max_age')::bigint AS freeze_age FROM pg_database
  ), indexes AS (
    SELECT count(*) FILTER (WHERE NOT is_valid) AS invalid,
           count(*) FILTER (WHERE idx_scan = 0 AND NOT is_unique AND index_bytes > 10485760) AS unused
    FROM monitoring.v_index_usage
  ), statements AS (
    SELECT (SELECT extversion FROM pg_extension WHERE extname = 'pg_stat_statements') AS version,
           EXISTS (SELECT FROM monitoring.statements()) AS counts
  ), maintenance AS (
    SELECT count(*) AS jobs, count(*) FILTER (WHERE l.status = 'failed') AS failed,
           string_agg(s.job_name, ', ' ORDER BY s.job_name) FILTER (WHERE l.status = 'failed') AS names
    FROM monitoring.maintenance_schedule s
    CROSS JOIN LATERAL (
      SELECT g.status FROM monitoring.maintenance_log g
      WHERE g.job_name = s.job_name AND g.status IN ('ok', 'failed') ORDER BY g.started_at DESC, g.id DESC LIMIT 1) l
    WHERE s.enabled
  ), partitions AS (
    SELECT count(*) AS tables FROM (
      SELECT p.parent FROM monitoring.partitions() p GROUP BY p.parent
      HAVING bool_and(p.by_time) AND bool_or(p.range_end > now() - interval '1 year')
         AND max(p.range_end) < now() + interval '1 day' AND NOT bool_or(p.bound LIKE '%TO (MAXVALUE)')) late
  )
  SELECT 'Cache Hit Ratio',
         CASE WHEN coalesce(blocks, 0) < 10000 THEN 'GOOD' WHEN percent >= 99 THEN 'EXCELLENT' WHEN percent >= 95 THEN 'GOOD'
              WHEN percent >= 90 THEN 'WARNING' ELSE 'CRITICAL' END,
         coalesce(percent || ' %', 'no reads yet'),
         CASE WHEN percent < 95 AND blocks >= 10000 THEN 'See v_cache_hit_ratio and queries_low_cache_hit; more shared_buffers, or an index for what reads most'
              ELSE 'None' END
  FROM cache
  UNION ALL
  SELECT 'Connections', CASE WHEN percent >= 90 THEN 'CRITICAL' WHEN percent >= 80 THEN 'WARNING' ELSE 'GOOD' END,
         used || ' of ' || current_setting('max_connections'),
         CASE WHEN percent >= 80 THEN 'See v_connection_summary; a pooler, or fewer sessions of each application' ELSE 'None' END
  FROM sessions
  UNION ALL
  SELECT 'Oldest Transaction', CASE WHEN oldest > interval '1 hour' THEN 'CRITICAL' WHEN oldest > interval '15 minutes' THEN 'WARNING' ELSE 'GOOD' END,
         coalesce(date_trunc('second', oldest)::text, 'none'),
         CASE WHEN oldest > interval '15 minutes' THEN 'See v_connection_stats: vacuum cannot remove what it might still see' ELSE 'None' END
  FROM sessions
  UNION ALL
  SELECT 'Sessions Waiting For Locks', CASE WHEN waiting >= 10 THEN 'CRITICAL' WHEN waiting > 0 THEN 'WARNING' ELSE 'GOOD' END,
         waiting::text, CASE WHEN waiting > 0 THEN 'See v_blocking_queries' ELSE 'None' END
  FROM sessions
  UNION ALL
  SELECT 'Dead Rows', CASE WHEN bad > 0 THEN 'CRITICAL' WHEN many > 0 THEN 'WARNING' ELSE 'GOOD' END,
         many || ' tables over 10 %, ' || bad || ' over 30 %',
         CASE WHEN many > 0 THEN 'See get_table_bloat()' ELSE 'None' END
  FROM dead
  UNION ALL
  SELECT 'Transaction ID Age', CASE WHEN age > 1500000000 THEN 'CRITICAL' WHEN age > 2 * freeze_age THEN 'WARNING' ELSE 'GOOD' END,
         age::text, CASE WHEN age > 2 * freeze_age THEN 'VACUUM (FREEZE) the oldest tables before the server refuses to write' ELSE 'None' END
  FROM xids
  UNION ALL
  SELECT 'Indexes', CASE WHEN invalid > 0 THEN 'WARNING' ELSE 'GOOD' END,
         invalid || ' invalid, ' || unused || ' unused over 10 MB',
         CASE WHEN invalid > 0 THEN 'REINDEX INDEX CONCURRENTLY, or DROP INDEX CONCURRENTLY, those that are not valid in v_index_usage'
              WHEN unused > 0 THEN 'See v_unused_indexes' ELSE 'None' END
  FROM indexes
  UNION ALL
  SELECT 'Partitions', CASE WHEN tables > 0 THEN 'CRITICAL' ELSE 'GOOD' END, tables || ' tables without a partition for tomorrow',
         CASE WHEN tables > 0 THEN 'create_future_partitions(), and a row in partition_policies' ELSE 'None' END
  FROM partitions
  UNION ALL
  SELECT 'Maintenance', CASE WHEN failed > 0 THEN 'WARNING' ELSE 'GOOD' END, failed || ' of ' || jobs || ' jobs failed when they ran last',
         coalesce('See maintenance_log: ' || names, 'None')
  FROM maintenance
  UNION ALL
  SELECT 'Query Statistics', CASE WHEN version IS NULL OR NOT counts THEN 'WARNING' ELSE 'GOOD' END,
         CASE WHEN version IS NULL THEN 'not installed' WHEN NOT counts THEN 'not preloaded' ELSE 'version ' || version END,
         CASE WHEN version IS NULL THEN 'CREATE EXTENSION pg_stat_statements;'
              WHEN NOT counts THEN 'Add pg_stat_statements to shared_preload_libraries and restart' ELSE 'None' END
  FROM statements
$function$;
COMMENT ON FUNCTION monitoring.database_health_check() IS
  'One line for each thing to look at, with status (EXCELLENT, GOOD, WARNING, CRITICAL), value and recommendation';

-- Down Migration
DROP FUNCTION monitoring.database_health_check();
DROP FUNCTION monitoring.autovacuum_recommendations();
DROP FUNCTION monitoring.rebuild_bloated_indexes(numeric);
DROP FUNCTION monitoring.get_missing_indexes(bigint);
DROP FUNCTION monitoring.get_table_bloat(numeric);

-- Up Migration
CREATE FUNCTION monitoring.relation_sizes()
RETURNS TABLE (relid oid, table_bytes bigint, index_bytes bigint, total_bytes bigint)
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
SET lock_timeout = '1s'
AS $function$
  WITH locked AS MATERIALIZED (
    SELECT DISTINCT l.relation AS oid
    FROM pg_locks l
    WHERE l.locktype = 'relation' AND l.mode = 'AccessExclusiveLock'
      AND l.database = (SELECT d.oid FROM pg_database d WHERE d.datname = current_database())
  ), free AS MATERIALIZED (
    SELECT c.oid
    FROM pg_class c
    JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'm', 't') AND c.relpersistence <> 't'
      AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
      AND c.oid NOT IN (SELECT k.oid FROM locked k)
      AND c.reltoastrelid NOT IN (SELECT k.oid FROM locked k)
      AND NOT EXISTS (
        SELECT FROM pg_index i
        WHERE i.indrelid IN (c.oid, c.reltoastrelid) AND i.indexrelid IN (SELECT k.oid FROM locked k))
  )
  SELECT f.oid, pg_table_size(f.oid), pg_indexes_size(f.oid), pg_table_size(f.oid) + pg_indexes_size(f.oid)
  FROM free f
$function$;
COMMENT ON FUNCTION monitoring.relation_sizes() IS
  'Sizes of all tables but those that somebody has locked, so that nothing waits behind DDL';

CREATE VIEW monitoring.v_table_stats AS
SELECT t.schemaname, t.relname, t.seq_scan, t.seq_tup_read, t.idx_scan, t.idx_tup_fetch,
       round(100.0 * t.idx_scan / nullif(t.seq_scan + t.idx_scan, 0), 2) AS index_scan_percent,
       t.n_tup_ins, t.n_tup_upd, t.n_tup_del, t.n_tup_hot_upd, t.n_live_tup, t.n_dead_tup, t.n_mod_since_analyze,
       s.table_bytes, s.index_bytes, s.total_bytes, pg_size_pretty(s.total_bytes) AS total_size,
       greatest(t.last_vacuum, t.last_autovacuum) AS last_vacuum,
       greatest(t.last_analyze, t.last_autoanalyze) AS last_analyze
FROM pg_stat_user_tables t
LEFT JOIN monitoring.relation_sizes() s ON s.relid = t.relid
ORDER BY s.total_bytes DESC NULLS LAST;
COMMENT ON VIEW monitoring.v_table_stats IS
  'Size, use, changes and last maintenance of each table, largest first; no size while it is locked';

CREATE VIEW monitoring.v_table_bloat AS
SELECT t.schemaname, t.relname, t.n_live_tup, t.n_dead_tup,
       round(100.0 * t.n_dead_tup / (t.n_live_tup + t.n_dead_tup), 2) AS dead_percent,
       s.table_bytes, pg_size_pretty(s.table_bytes) AS table_size,
       t.last_vacuum, t.last_autovacuum
FROM pg_stat_user_tables t
LEFT JOIN monitoring.relation_sizes() s ON s.relid = t.relid
WHERE t.n_dead_tup > 0 AND t.n_dead_tup > 0.1 * (t.n_live_tup + t.n_dead_tup)
ORDER BY t.n_dead_tup DESC;
COMMENT ON VIEW monitoring.v_table_bloat IS 'Tables of whose rows over 10 % are dead, most dead rows first';

CREATE VIEW monitoring.v_index_usage AS
SELECT i.schemaname, i.relname, i.indexrelname, i.idx_scan, i.idx_tup_read, i.idx_tup_fetch,
       CASE WHEN i.idx_scan = 0 THEN 'UNUSED'
            WHEN i.idx_scan < 100 THEN 'LOW'
            WHEN i.idx_scan < 10000 THEN 'MODERATE'
            ELSE 'HIGH' END AS usage_category,
       x.indisunique AS is_unique, x.indisprimary AS is_primary, x.indisvalid AS is_valid,
       greatest(c.relpages, 0) * current_setting('block_size')::bigint AS index_bytes,
       pg_size_pretty(greatest(c.relpages, 0) * current_setting('block_size')::bigint) AS index_size
FROM pg_stat_user_indexes i
JOIN pg_index x ON x.indexrelid = i.indexrelid
JOIN pg_class c ON c.oid = i.indexrelid
ORDER BY i.idx_scan DESC;
COMMENT ON VIEW monitoring.v_index_usage IS
  'How often each index was used: UNUSED, LOW (under 100 scans), MODERATE (under 10000) or HIGH; sizes as of the last vacuum';

CREATE VIEW monitoring.v_unused_indexes AS
SELECT u.schemaname, u.relname, u.indexrelname, u.index_bytes, u.index_size,
       (SELECT d.stats_reset FROM pg_stat_database d WHERE d.datname = current_database()) AS counted_since
FROM monitoring.v_index_usage u
WHERE u.idx_scan = 0 AND NOT u.is_unique AND NOT u.is_primary
ORDER BY u.index_bytes DESC;
COMMENT ON VIEW monitoring.v_unused_indexes IS
  'Indexes without a scan that enforce nothing, largest first. Before you drop one: it may be used on a standby, which counts for itself, or once a month';

CREATE VIEW monitoring.v_index_cache_hit_ratio AS
SELECT schemaname, relname, indexrelname, idx_blks_hit, idx_blks_read,
       round(100.0 * idx_blks_hit / (idx_blks_hit + idx_blks_read), 2) AS cache_hit_percent
FROM pg_statio_user_indexes
WHERE idx_blks_hit + idx_blks_read > 0
ORDER BY idx_blks_read DESC;
COMMENT ON VIEW monitoring.v_index_cache_hit_ratio IS 'How many of the blocks of each index were found in the cache, most read first';

CREATE VIEW monitoring.v_cache_hit_ratio AS
SELECT m.metric, m.hit, m.read, round(100.0 * m.hit / nullif(m.hit + m.read, 0), 2) AS percentage
FROM (
  SELECT 'tables' AS metric, coalesce(sum(heap_blks_hit), 0) AS hit, coalesce(sum(heap_blks_read), 0) AS read FROM pg_statio_user_tables
  UNION ALL
  SELECT 'indexes', coalesce(sum(idx_blks_hit), 0), coalesce(sum(idx_blks_read), 0) FROM pg_statio_user_indexes
  UNION ALL
  SELECT 'database', d.blks_hit, d.blks_read FROM pg_stat_database d WHERE d.datname = current_database()
) m;
COMMENT ON VIEW monitoring.v_cache_hit_ratio IS 'How many blocks were found in the cache: of tables, of indexes, and of the database in all';

-- Down Migration
DROP VIEW monitoring.v_cache_hit_ratio, monitoring.v_index_cache_hit_ratio, monitoring.v_unused_indexes,
  monitoring.v_index_usage, monitoring.v_table_bloat, monitoring.v_table_stats;
DROP FUNCTION monitoring.relation_sizes();

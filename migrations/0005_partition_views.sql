-- Up Migration
CREATE FUNCTION monitoring.partitions()
RETURNS TABLE (
  parent oid, partition oid, bound text, range_start timestamptz, range_end timestamptz, by_time boolean, is_default boolean
)
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
SET lock_timeout = '1s'
AS $function$
  SELECT k.partrelid, c.oid, e.bound,
         CASE WHEN k.by_time THEN substring(e.bound FROM 'FROM \(''([^'']+)''\)')::timestamptz END,
         CASE WHEN k.by_time THEN substring(e.bound FROM 'TO \(''([^'']+)''\)')::timestamptz END,
         k.by_time, e.bound = 'DEFAULT'
  FROM (
    SELECT p.partrelid, p.partstrat = 'r' AND p.partnatts = 1 AND coalesce(a.atttypid IN
             ('date'::regtype, 'timestamp'::regtype, 'timestamptz'::regtype), false) AS by_time
    FROM pg_partitioned_table p
    LEFT JOIN pg_attribute a ON a.attrelid = p.partrelid AND a.attnum = p.partattrs[0] AND p.partattrs[0] > 0
  ) k
  JOIN pg_inherits i ON i.inhparent = k.partrelid
  JOIN pg_class c ON c.oid = i.inhrelid
  CROSS JOIN LATERAL (SELECT pg_get_expr(c.relpartbound, 0) AS bound) e
$function$;
COMMENT ON FUNCTION monitoring.partitions() IS
  'Partitions of all partitioned tables; the ends of the range where the key is one column of a date or time';

CREATE VIEW monitoring.v_partition_health AS
SELECT pn.nspname AS schemaname, pc.relname AS parent_table, c.relname AS partition_name, p.bound AS partition_bound,
       p.range_start, p.range_end,
       pg_stat_get_live_tuples(c.oid) AS live_rows, pg_stat_get_dead_tuples(c.oid) AS dead_rows,
       s.total_bytes, pg_size_pretty(s.total_bytes) AS total_size,
       greatest(pg_stat_get_last_vacuum_time(c.oid), pg_stat_get_last_autovacuum_time(c.oid)) AS last_vacuum,
       CASE WHEN p.is_default AND pg_stat_get_live_tuples(c.oid) > 0 THEN 'ROWS IN DEFAULT'
            WHEN pg_stat_get_dead_tuples(c.oid) > 0.2 * (pg_stat_get_live_tuples(c.oid) + pg_stat_get_dead_tuples(c.oid))
              THEN 'NEEDS VACUUM'
            WHEN p.range_start > now() AND pg_stat_get_live_tuples(c.oid) > 0 THEN 'ROWS AHEAD OF TIME'
            ELSE 'OK' END AS health
FROM monitoring.partitions() p
JOIN pg_class c ON c.oid = p.partition
JOIN pg_class pc ON pc.oid = p.parent
JOIN pg_namespace pn ON pn.oid = pc.relnamespace
LEFT JOIN monitoring.relation_sizes() s ON s.relid = p.partition
ORDER BY 1, 2, p.range_start, c.relname;
COMMENT ON VIEW monitoring.v_partition_health IS
  'Each partition with range, rows, size and health: OK, NEEDS VACUUM, ROWS IN DEFAULT (no partition was there for them) or ROWS AHEAD OF TIME';

CREATE VIEW monitoring.v_partition_growth AS
SELECT h.schemaname, h.parent_table, count(*) AS partitions,
       sum(h.live_rows)::bigint AS total_rows, sum(h.total_bytes)::bigint AS total_bytes,
       pg_size_pretty(sum(h.total_bytes)) AS total_size,
       round(avg(h.live_rows) FILTER (WHERE h.range_end <= now())) AS mean_rows_of_past_partitions,
       round(avg(h.total_bytes) FILTER (WHERE h.range_end <= now())) AS mean_bytes_of_past_partitions,
       count(*) FILTER (WHERE h.range_start > now()) AS future_partitions,
       max(h.range_end) AS covered_until
FROM monitoring.v_partition_health h
GROUP BY 1, 2
ORDER BY 5 DESC NULLS LAST;
COMMENT ON VIEW monitoring.v_partition_growth IS
  'Each partitioned table: rows and size in all and of its past partitions, partitions ahead, and until when rows find one';

-- Down Migration
DROP VIEW monitoring.v_partition_growth, monitoring.v_partition_health;
DROP FUNCTION monitoring.partitions();

-- Up Migration
-- What a job consists of, so that whoever runs it can end the transaction after each piece.
CREATE FUNCTION monitoring.job_pieces(job_name text)
RETURNS TABLE (kind text, parent text, item text, note text)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
  CASE job_name
    WHEN 'daily_partition_creation' THEN
      RETURN QUERY
        SELECT 'create', q.parent, q.parent, NULL::text
        FROM monitoring.partition_policies q WHERE q.enabled ORDER BY q.parent;
      RETURN QUERY
        SELECT 'detach', a.parent_table, a.partition_name, NULL::text
        FROM monitoring.partition_policies q
        CROSS JOIN LATERAL monitoring.archive_old_partitions(q.retention_months, to_regclass(q.parent), true) a
        WHERE q.enabled AND q.retention_months IS NOT NULL AND to_regclass(q.parent) IS NOT NULL
        ORDER BY a.parent_table, a.range_end;
    WHEN 'daily_statistics_update' THEN
      RETURN QUERY
        SELECT 'analyze', NULL::text, t.table_name, format(' after %s changed rows', t.changed_rows)
        FROM monitoring.tables_to_analyze() t WHERE t.may_analyze;
      RETURN QUERY
        SELECT 'none', NULL::text, count(*) || ' other tables', 'skipped: it takes their owner, or pg_maintain from 17 on'
        FROM monitoring.tables_to_analyze() t WHERE NOT t.may_analyze AND t.table_name NOT LIKE 'monitoring.%' HAVING count(*) > 0;
    WHEN 'weekly_vacuum' THEN
      RETURN QUERY
        SELECT CASE WHEN m.may THEN 'vacuum' ELSE 'none' END, NULL::text, v.statement,
               CASE WHEN m.may THEN 'skipped: to be run outside of a transaction'
                    ELSE 'skipped: it takes the table''s owner, or pg_maintain from 17 on' END
        FROM monitoring.run_maintenance_vacuum() v
        CROSS JOIN LATERAL (
          SELECT monitoring.may_maintain(to_regclass(substring(v.statement FROM 'SKIP_LOCKED[)] (.*);$')))) m (may);
    WHEN 'hourly_query_stats' THEN
      RETURN QUERY SELECT 'snapshot', NULL::text, 'query_stats_snapshots', NULL::text;
  END CASE;
END
$function$;
COMMENT ON FUNCTION monitoring.job_pieces(text) IS
  'The pieces of which a job consists at the moment, each for a transaction of its own; "none" where nothing but a note is to be taken';

CREATE FUNCTION monitoring.run_piece(kind text, parent text, item text, note text)
RETURNS TABLE (done text, outcome text)
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
  policy monitoring.partition_policies;
BEGIN
  CASE kind
    WHEN 'create' THEN
      SELECT * INTO policy FROM monitoring.partition_policies q WHERE q.parent = run_piece.parent;
      IF to_regclass(policy.parent) IS NULL THEN
        RETURN QUERY SELECT run_piece.parent, 'skipped: there is no such table';
      ELSE
        RETURN QUERY
          SELECT c.partition_name, c.action
          FROM monitoring.create_future_partitions(to_regclass(policy.parent), policy.unit, policy.ahead) c
          WHERE c.action <> 'exists';
      END IF;
    WHEN 'detach' THEN
      RETURN QUERY SELECT item, coalesce(monitoring.detach_partition(to_regclass(parent), to_regclass(item)), 'skipped: it is gone');
    WHEN 'analyze' THEN
      RETURN QUERY
        SELECT item, CASE a.outcome WHEN 'analyzed' THEN a.outcome || note ELSE a.outcome END
        FROM (SELECT monitoring.analyze_table(item) AS outcome) a;
    WHEN 'snapshot' THEN
      RETURN QUERY SELECT item, monitoring.take_query_stats_snapshot() || ' entries stored';
    ELSE
      RETURN QUERY SELECT item, note;
  END CASE;
EXCEPTION
  -- What fails for one table must not cost the others theirs.
  WHEN insufficient_privilege THEN
    RETURN QUERY SELECT item, concat('failed: ', SQLERRM, '; it takes the owner of ' || parent);
  WHEN OTHERS THEN
    RETURN QUERY SELECT item, 'failed: ' || SQLERRM;
END
$function$;
COMMENT ON FUNCTION monitoring.run_piece(text, text, text, text) IS
  'Runs one of job_pieces(), and says what became of it; an error is an outcome that begins with "failed: "';

CREATE FUNCTION monitoring.partition_maintenance()
RETURNS TABLE (parent_table text, partition_name text, action text)
LANGUAGE sql
SET search_path = pg_catalog, pg_temp
AS $function$
  SELECT p.parent, CASE WHEN r.done <> p.parent THEN r.done END, r.outcome
  FROM monitoring.job_pieces('daily_partition_creation') p
  CROSS JOIN LATERAL monitoring.run_piece(p.kind, p.parent, p.item, p.note) r
$function$;
COMMENT ON FUNCTION monitoring.partition_maintenance() IS
  'Creates partitions ahead of time and detaches old ones, for the tables in partition_policies; returns what it did. All in one transaction, which holds its locks to the end: CALL run_maintenance_job(''daily_partition_creation'') commits after each table';

-- Down Migration
DROP FUNCTION monitoring.partition_maintenance();
DROP FUNCTION monitoring.run_piece(text, text, text, text);
DROP FUNCTION monitoring.job_pieces(text);

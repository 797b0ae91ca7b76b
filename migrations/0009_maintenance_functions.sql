-- Up Migration
CREATE FUNCTION monitoring.run_maintenance_vacuum(min_dead_rows bigint DEFAULT 1000, min_dead_percent numeric DEFAULT 5)
RETURNS TABLE (statement text, reason text)
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
  SELECT format('VACUUM (ANALYZE, SKIP_LOCKED) %I.%I;', t.schemaname, t.relname),
         format('%s dead rows, %s %%', t.n_dead_tup, round(100.0 * t.n_dead_tup / (t.n_live_tup + t.n_dead_tup), 1))
  FROM pg_stat_user_tables t
  WHERE t.n_dead_tup >= greatest(min_dead_rows, 1)
    AND 100.0 * t.n_dead_tup / (t.n_live_tup + t.n_dead_tup) >= min_dead_percent
  ORDER BY t.n_dead_tup DESC
$function$;
COMMENT ON FUNCTION monitoring.run_maintenance_vacuum(bigint, numeric) IS
  'The VACUUM statements that are due. PostgreSQL allows none within a function: "pgvitals maintenance run weekly_vacuum" runs them, or \gexec in psql';

-- PostgreSQL leaves a table out, with no more than a warning, where the role lacks the right.
CREATE FUNCTION monitoring.may_maintain(relid oid)
RETURNS boolean
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
  SELECT pg_has_role(current_user, (SELECT d.datdba FROM pg_database d WHERE d.datname = current_database()), 'USAGE')
    OR CASE WHEN current_setting('server_version_num')::int >= 170000 THEN has_table_privilege(relid, 'MAINTAIN')
            ELSE pg_has_role(current_user, (SELECT c.relowner FROM pg_class c WHERE c.oid = relid), 'USAGE') END
$function$;
COMMENT ON FUNCTION monitoring.may_maintain(oid) IS
  'Whether the caller may VACUUM and ANALYZE a table: as owner of it or of the database, or from 17 on with MAINTAIN on it or pg_maintain';

CREATE FUNCTION monitoring.tables_to_analyze(min_changed_percent numeric DEFAULT 5)
RETURNS TABLE (table_name text, changed_rows bigint, may_analyze boolean)
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
  SELECT t.relid::regclass::text, t.n_mod_since_analyze, monitoring.may_maintain(t.relid)
  FROM pg_stat_user_tables t
  WHERE t.n_mod_since_analyze > 0
    AND 100.0 * t.n_mod_since_analyze >= min_changed_percent * greatest(t.n_live_tup, 1)
  ORDER BY t.n_mod_since_analyze DESC
$function$;
COMMENT ON FUNCTION monitoring.tables_to_analyze(numeric) IS
  'Tables of which so many percent changed since their last ANALYZE, and whether the caller may analyze them';

CREATE FUNCTION monitoring.analyze_table(name text)
RETURNS text
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
SET lock_timeout = '5s'
AS $function$
DECLARE
  relid regclass := to_regclass(name);
BEGIN
  IF relid IS NULL THEN
    RETURN 'skipped: there is no such table any more';
  END IF;
  EXECUTE format('ANALYZE (SKIP_LOCKED) %s', relid);
  -- Within a transaction ANALYZE keeps its lock, and only warns where it did not get it.
  IF EXISTS (
    SELECT FROM pg_locks l
    WHERE l.locktype = 'relation' AND l.relation = relid AND l.pid = pg_backend_pid()
      AND l.mode = 'ShareUpdateExclusiveLock' AND l.granted
      AND l.database = (SELECT d.oid FROM pg_database d WHERE d.datname = current_database())) THEN
    RETURN 'analyzed';
  END IF;
  RETURN 'skipped: somebody has it locked';
EXCEPTION
  WHEN lock_not_available THEN
    RETURN 'skipped: somebody has it locked';
END
$function$;
COMMENT ON FUNCTION monitoring.analyze_table(text) IS
  'ANALYZE of one table, unless somebody has it locked; says which. Its lock is held until the end of the transaction';

CREATE FUNCTION monitoring.update_table_statistics(min_changed_percent numeric DEFAULT 5)
RETURNS TABLE (table_name text, changed_rows bigint, outcome text)
LANGUAGE sql
SET search_path = pg_catalog, pg_temp
AS $function$
  SELECT t.table_name, t.changed_rows, monitoring.analyze_table(t.table_name)
  FROM monitoring.tables_to_analyze(min_changed_percent) t
  WHERE t.may_analyze
$function$;
COMMENT ON FUNCTION monitoring.update_table_statistics(numeric) IS
  'ANALYZE of the tables of which so many percent changed since the last one, as far as the caller may; returns them. All in one transaction, which holds its locks to the end: for many tables, CALL run_maintenance_job(''daily_statistics_update''), which commits after each';

-- Two keys, so that nobody else's advisory locks are met by chance.
CREATE FUNCTION monitoring.maintenance_lock(job_name text)
RETURNS boolean
LANGUAGE sql
SET search_path = pg_catalog, pg_temp
AS $function$
  SELECT pg_try_advisory_xact_lock(1886807649, hashtext(job_name))
$function$;
COMMENT ON FUNCTION monitoring.maintenance_lock(text) IS
  'Takes the lock of a job until the end of the transaction; false if another run has it';

-- Down Migration
DROP FUNCTION monitoring.maintenance_lock(text);
DROP FUNCTION monitoring.update_table_statistics(numeric);
DROP FUNCTION monitoring.analyze_table(text);
DROP FUNCTION monitoring.tables_to_analyze(numeric);
DROP FUNCTION monitoring.may_maintain(oid);
DROP FUNCTION monitoring.run_maintenance_vacuum(bigint, numeric);

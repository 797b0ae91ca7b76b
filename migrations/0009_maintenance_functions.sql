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

CREATE FUNCTION monitoring.update_table_statistics(min_changed_percent numeric DEFAULT 5)
RETURNS TABLE (table_name text, changed_rows bigint)
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
SET lock_timeout = '5s'
AS $function$
DECLARE
  one record;
BEGIN
  FOR one IN
    SELECT t.relid::regclass AS name, t.n_mod_since_analyze AS changed
    FROM pg_stat_user_tables t
    JOIN pg_class c ON c.oid = t.relid
    WHERE t.n_mod_since_analyze > 0
      AND 100.0 * t.n_mod_since_analyze >= min_changed_percent * greatest(t.n_live_tup, 1)
      -- Others are left out by ANALYZE with a warning.
      AND CASE WHEN current_setting('server_version_num')::int >= 170000 THEN has_table_privilege(c.oid, 'MAINTAIN')
               ELSE pg_has_role(current_user, c.relowner, 'USAGE') END
      -- One that somebody works on must not cost all others theirs.
      AND NOT EXISTS (
        SELECT FROM pg_locks l
        WHERE l.relation = c.oid AND l.locktype = 'relation' AND l.granted AND l.pid <> pg_backend_pid()
          AND l.database = (SELECT d.oid FROM pg_database d WHERE d.datname = current_database())
          AND l.mode NOT IN ('AccessShareLock', 'RowShareLock', 'RowExclusiveLock'))
    ORDER BY t.n_mod_since_analyze DESC
  LOOP
    EXECUTE format('ANALYZE (SKIP_LOCKED) %s', one.name);
    table_name := one.name::text;
    changed_rows := one.changed;
    RETURN NEXT;
  END LOOP;
END
$function$;
COMMENT ON FUNCTION monitoring.update_table_statistics(numeric) IS
  'ANALYZE of the tables of which so many percent changed since the last one, as far as the caller may and nobody has them locked; returns them';

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

CREATE FUNCTION monitoring.run_scheduled_maintenance(job_name text)
RETURNS TABLE (item text, outcome text)
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
  job text := job_name;
  run bigint;
  done integer := 0;
  errors text;
BEGIN
  IF NOT EXISTS (SELECT FROM monitoring.maintenance_schedule s WHERE s.job_name = job) THEN
    RAISE EXCEPTION 'there is no job "%"', job USING ERRCODE = 'invalid_parameter_value',
      HINT = (SELECT 'The jobs are ' || string_agg(s.job_name, ', ' ORDER BY s.job_name) FROM monitoring.maintenance_schedule s);
  END IF;
  IF NOT (SELECT s.enabled FROM monitoring.maintenance_schedule s WHERE s.job_name = job) THEN
    INSERT INTO monitoring.maintenance_log (job_name, finished_at, status, message)
    VALUES (job, clock_timestamp(), 'skipped', 'the job is not enabled');
    RETURN QUERY SELECT job, 'skipped: the job is not enabled';
    RETURN;
  END IF;
  IF NOT monitoring.maintenance_lock(job) THEN
    INSERT INTO monitoring.maintenance_log (job_name, finished_at, status, message)
    VALUES (job, clock_timestamp(), 'skipped', 'another run is under way');
    RETURN QUERY SELECT job, 'skipped: another run is under way';
    RETURN;
  END IF;
  INSERT INTO monitoring.maintenance_log (job_name, status) VALUES (job, 'running') RETURNING id INTO run;
  BEGIN
    CASE job
      WHEN 'daily_partition_creation' THEN
        FOR item, outcome IN SELECT coalesce(p.partition_name, p.parent_table), p.action FROM monitoring.partition_maintenance() p LOOP
          RETURN NEXT;
          done := done + 1;
          IF outcome LIKE 'failed: %' THEN
            errors := concat_ws('; ', errors, item || ' ' || outcome);
          END IF;
        END LOOP;
      WHEN 'daily_statistics_update' THEN
        RETURN QUERY SELECT u.table_name, 'analyzed after ' || u.changed_rows || ' changed rows' FROM monitoring.update_table_statistics() u;
      WHEN 'weekly_vacuum' THEN
        RETURN QUERY SELECT v.statement, 'to be run outside of a transaction: ' || v.reason FROM monitoring.run_maintenance_vacuum() v;
      WHEN 'hourly_query_stats' THEN
        RETURN QUERY SELECT 'query_stats_snapshots', monitoring.take_query_stats_snapshot() || ' entries stored';
    END CASE;
    IF job <> 'daily_partition_creation' THEN
      GET DIAGNOSTICS done = ROW_COUNT;
    END IF;
    UPDATE monitoring.maintenance_log l
    SET finished_at = clock_timestamp(), status = CASE WHEN errors IS NULL THEN 'ok' ELSE 'failed' END, items = done, message = errors
    WHERE l.id = run;
  EXCEPTION WHEN OTHERS THEN
    -- What the job did is rolled back; that it failed is not.
    UPDATE monitoring.maintenance_log l SET finished_at = clock_timestamp(), status = 'failed', message = SQLERRM WHERE l.id = run;
    RETURN QUERY SELECT job, 'failed: ' || SQLERRM;
  END;
END
$function$;
COMMENT ON FUNCTION monitoring.run_scheduled_maintenance(text) IS
  'Runs one job of maintenance_schedule, unless another run of it is under way, and logs it; weekly_vacuum returns statements, as no function can VACUUM';

-- Down Migration
-- What pg_cron was told ends with what it would call.
DO $block$
DECLARE
  job text;
BEGIN
  IF EXISTS (SELECT FROM pg_extension WHERE extname = 'pg_cron') THEN
    FOR job IN EXECUTE 'SELECT jobname FROM cron.job WHERE jobname LIKE ''pgvitals: %'' AND database = current_database()' LOOP
      EXECUTE 'SELECT cron.unschedule($1)' USING job;
    END LOOP;
  END IF;
END
$block$;
DROP FUNCTION monitoring.run_scheduled_maintenance(text);
DROP FUNCTION monitoring.maintenance_lock(text);
DROP FUNCTION monitoring.update_table_statistics(numeric);
DROP FUNCTION monitoring.run_maintenance_vacuum(bigint, numeric);

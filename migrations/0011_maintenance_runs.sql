-- Up Migration
-- pg_cron's VACUUM cannot write the log itself, and a job that fails to begin cannot either.
CREATE FUNCTION monitoring.log_cron_runs()
RETURNS bigint
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
  entries bigint;
BEGIN
  IF NOT coalesce(has_schema_privilege(to_regnamespace('cron'), 'USAGE')
                  AND has_table_privilege(to_regclass('cron.job_run_details'), 'SELECT'), false) THEN
    RETURN 0;
  END IF;
  EXECUTE $sql$
    WITH runs AS (
      SELECT d.runid, substring(d.command FROM '^/[*] pgvitals: (\w+) [*]/') AS job, d.username, d.status,
             split_part(d.return_message, E'\n', 1) AS message,
             coalesce(d.start_time, d.end_time) AS began, coalesce(d.end_time, d.start_time) AS ended
      FROM cron.job_run_details d
      WHERE d.database = current_database()
        -- Everybody may give pg_cron a command that looks like one of ours.
        AND substring(d.command FROM '^/[*] pgvitals: (\w+) [*]/') IN (SELECT s.job_name FROM monitoring.maintenance_schedule s)
        AND d.status IN ('succeeded', 'failed') AND coalesce(d.start_time, d.end_time) IS NOT NULL
    ), ended AS (
      -- What began to log itself and did not come to its end.
      UPDATE monitoring.maintenance_log l
      SET finished_at = r.ended, status = 'failed', message = 'pg_cron: ' || r.message, cron_run = r.runid
      FROM runs r
      WHERE r.status = 'failed' AND l.status = 'running' AND l.job_name = r.job AND l.started_at BETWEEN r.began AND r.ended
      RETURNING r.runid
    )
    INSERT INTO monitoring.maintenance_log (job_name, run_by, started_at, finished_at, status, message, cron_run)
    SELECT r.job, r.username, r.began, r.ended, CASE r.status WHEN 'succeeded' THEN 'ok' ELSE 'failed' END,
           'pg_cron: ' || r.message, r.runid
    FROM runs r
    WHERE (r.job = 'weekly_vacuum' OR r.status = 'failed')
      AND r.runid NOT IN (SELECT e.runid FROM ended e)
      AND NOT EXISTS (
        SELECT FROM monitoring.maintenance_log l
        WHERE l.job_name = r.job AND l.cron_run IS NOT DISTINCT FROM r.runid AND l.started_at BETWEEN r.began AND r.ended)
    ON CONFLICT DO NOTHING
  $sql$;
  GET DIAGNOSTICS entries = ROW_COUNT;
  RETURN entries;
END
$function$;
COMMENT ON FUNCTION monitoring.log_cron_runs() IS
  'Takes ended runs of our jobs from cron.job_run_details into maintenance_log, once each: those that could not log themselves. Every run of a job begins with it';

CREATE FUNCTION monitoring.begin_run(job_name text, has_lock boolean DEFAULT NULL, OUT run bigint, OUT refusal text)
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
  job text := job_name;
BEGIN
  IF NOT EXISTS (SELECT FROM monitoring.maintenance_schedule s WHERE s.job_name = job) THEN
    RAISE EXCEPTION 'there is no job "%"', job USING ERRCODE = 'invalid_parameter_value',
      HINT = (SELECT 'The jobs are ' || string_agg(s.job_name, ', ' ORDER BY s.job_name) FROM monitoring.maintenance_schedule s);
  END IF;
  PERFORM monitoring.log_cron_runs();
  IF NOT (SELECT s.enabled FROM monitoring.maintenance_schedule s WHERE s.job_name = job) THEN
    refusal := 'the job is not enabled';
  ELSIF NOT coalesce(has_lock, monitoring.maintenance_lock(job)) THEN
    refusal := 'another run is under way';
  ELSIF job = 'weekly_vacuum' THEN
    -- It takes no lock of ours.
    SELECT format('VACUUM of pg_cron is under way (process %s)', a.pid) INTO refusal
    FROM pg_stat_activity a
    WHERE a.datname = current_database() AND a.pid <> pg_backend_pid() AND a.state = 'active'
      AND a.query LIKE '/* pgvitals: weekly\_vacuum */ VACUUM%'
    LIMIT 1;
  END IF;
  IF refusal IS NOT NULL THEN
    INSERT INTO monitoring.maintenance_log (job_name, finished_at, status, message)
    VALUES (job, clock_timestamp(), 'skipped', refusal);
    RETURN;
  END IF;
  -- Whoever has the lock knows that no other run is still under way.
  UPDATE monitoring.maintenance_log l
  SET finished_at = clock_timestamp(), status = 'failed', message = 'the run did not come to its end'
  WHERE l.job_name = job AND l.status = 'running';
  INSERT INTO monitoring.maintenance_log (job_name, status) VALUES (job, 'running') RETURNING id INTO run;
END
$function$;
COMMENT ON FUNCTION monitoring.begin_run(text, boolean) IS
  'Takes the lock of a job until the end of the transaction, unless the caller says whether it has it, and enters a run into maintenance_log; or enters why there is none, and returns that';

CREATE FUNCTION monitoring.end_run(run bigint, items jsonb)
RETURNS void
LANGUAGE sql
SET search_path = pg_catalog, pg_temp
AS $function$
  UPDATE monitoring.maintenance_log l
  SET finished_at = clock_timestamp(), status = CASE WHEN o.failures IS NULL THEN 'ok' ELSE 'failed' END,
      items = o.dealt_with, message = nullif(left(concat_ws('; ', o.failures, o.skipped), 10000), '')
  FROM (
    SELECT count(*) FILTER (WHERE i.outcome NOT LIKE 'skipped: %') AS dealt_with,
           string_agg(i.item || ' ' || i.outcome, '; ') FILTER (WHERE i.outcome LIKE 'failed: %') AS failures,
           (SELECT string_agg(format('%s %s', g.times, g.outcome), '; ' ORDER BY g.outcome)
            FROM (SELECT s.outcome, count(*) AS times FROM jsonb_to_recordset(items) s (outcome text)
                  WHERE s.outcome LIKE 'skipped: %' GROUP BY s.outcome) g) AS skipped
    FROM jsonb_to_recordset(items) i (item text, outcome text)
  ) o
  WHERE l.id = run
$function$;
COMMENT ON FUNCTION monitoring.end_run(bigint, jsonb) IS
  'Enters into maintenance_log how a run ended, from its items, [{"item": ..., "outcome": ...}]';

CREATE FUNCTION monitoring.run_scheduled_maintenance(job_name text)
RETURNS TABLE (item text, outcome text)
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
  job text := job_name;
  begun record;
  items jsonb := '[]';
BEGIN
  SELECT * INTO begun FROM monitoring.begin_run(job);
  IF begun.run IS NULL THEN
    RETURN QUERY SELECT job, 'skipped: ' || begun.refusal;
    RETURN;
  END IF;
  BEGIN
    FOR item, outcome IN
      SELECT r.done, r.outcome
      FROM monitoring.job_pieces(job) p
      CROSS JOIN LATERAL monitoring.run_piece(p.kind, p.parent, p.item, p.note) r
    LOOP
      RETURN NEXT;
      items := items || jsonb_build_object('item', item, 'outcome', outcome);
    END LOOP;
  EXCEPTION WHEN OTHERS THEN
    -- What the job did is rolled back; that it failed is not.
    item := job;
    outcome := 'failed: ' || SQLERRM;
    items := jsonb_build_array(jsonb_build_object('item', item, 'outcome', outcome));
    RETURN NEXT;
  END;
  PERFORM monitoring.end_run(begun.run, items);
END
$function$;
COMMENT ON FUNCTION monitoring.run_scheduled_maintenance(text) IS
  'Runs one job of maintenance_schedule in one transaction, unless another run of it is under way, and logs it; weekly_vacuum returns statements, as no function can VACUUM. CALL run_maintenance_job() does the same and commits after each table';

-- A procedure with a SET clause could not commit; so the search_path is set in each transaction.
CREATE PROCEDURE monitoring.run_maintenance_job(job_name text, INOUT result text DEFAULT NULL)
LANGUAGE plpgsql
AS $procedure$
DECLARE
  job text := job_name;
  begun record;
  pieces jsonb;
  piece jsonb;
  made jsonb;
  items jsonb := '[]';
BEGIN
  PERFORM pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
  SELECT * INTO begun FROM monitoring.begin_run(job);
  IF begun.run IS NULL THEN
    result := format('%s  skipped: %s', job, begun.refusal);
    RETURN;
  END IF;
  BEGIN
    SELECT coalesce(jsonb_agg(to_jsonb(p)), '[]') INTO pieces FROM monitoring.job_pieces(job) p;
  EXCEPTION WHEN OTHERS THEN
    pieces := jsonb_build_array(jsonb_build_object('kind', 'none', 'item', job, 'note', 'failed: ' || SQLERRM));
  END;
  COMMIT;
  PERFORM pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
  FOR i IN 0 .. jsonb_array_length(pieces) - 1 LOOP
    piece := pieces -> i;
    IF NOT monitoring.maintenance_lock(job) THEN
      items := items || jsonb_build_object('item', job, 'outcome', 'skipped: another run goes on from here');
      EXIT;
    END IF;
    SELECT coalesce(jsonb_agg(jsonb_build_object('item', r.done, 'outcome', r.outcome)), '[]') INTO made
    FROM monitoring.run_piece(piece ->> 'kind', piece ->> 'parent', piece ->> 'item', piece ->> 'note') r;
    items := items || made;
    COMMIT;
    PERFORM pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
  END LOOP;
  PERFORM monitoring.end_run(begun.run, items);
  SELECT coalesce(string_agg(concat_ws('  ', r.item, r.outcome), E'\n' ORDER BY r.place), 'nothing to do') INTO result
  FROM ROWS FROM (jsonb_to_recordset(items) AS (item text, outcome text)) WITH ORDINALITY r (item, outcome, place);
END
$procedure$;
COMMENT ON PROCEDURE monitoring.run_maintenance_job(text, text) IS
  'Runs one job of maintenance_schedule and commits after each table, so that no lock is held for long; for pg_cron and psql, outside of a transaction. Returns a line for each item';

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
DROP PROCEDURE monitoring.run_maintenance_job(text, text);
DROP FUNCTION monitoring.run_scheduled_maintenance(text);
DROP FUNCTION monitoring.end_run(bigint, jsonb);
DROP FUNCTION monitoring.begin_run(text, boolean);
DROP FUNCTION monitoring.log_cron_runs();

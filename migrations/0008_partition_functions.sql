-- Up Migration
CREATE FUNCTION monitoring.analyze_partition_usage()
RETURNS TABLE (
  schemaname name, parent_table name, partition_name name, seq_scan bigint, idx_scan bigint,
  rows_written bigint, live_rows bigint, usage_category text
)
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
  SELECT n.nspname, pc.relname, c.relname, s.seq_scan, coalesce(s.idx_scan, 0), w.rows, s.n_live_tup,
         CASE WHEN s.n_live_tup = 0 AND w.rows = 0 THEN 'EMPTY'
              WHEN s.seq_scan + coalesce(s.idx_scan, 0) = 0 AND w.rows = 0 THEN 'UNUSED'
              WHEN s.seq_scan + coalesce(s.idx_scan, 0) = 0 THEN 'WRITE ONLY'
              WHEN s.seq_scan > coalesce(s.idx_scan, 0) THEN 'READ AS A WHOLE'
              ELSE 'READ BY INDEX' END
  FROM monitoring.partitions() p
  JOIN pg_class c ON c.oid = p.partition
  JOIN pg_class pc ON pc.oid = p.parent
  JOIN pg_namespace n ON n.oid = pc.relnamespace
  JOIN pg_stat_user_tables s ON s.relid = p.partition
  CROSS JOIN LATERAL (SELECT s.n_tup_ins + s.n_tup_upd + s.n_tup_del AS rows) w
  ORDER BY 1, 2, p.range_start, 3
$function$;
COMMENT ON FUNCTION monitoring.analyze_partition_usage() IS
  'How each partition is read and written: EMPTY, UNUSED, WRITE ONLY, READ AS A WHOLE or READ BY INDEX';

CREATE FUNCTION monitoring.create_future_partitions(parent regclass, unit text, ahead integer)
RETURNS TABLE (partition_name text, range_start timestamptz, range_end timestamptz, action text)
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
SET lock_timeout = '5s'
AS $function$
DECLARE
  step interval := CASE unit WHEN 'month' THEN interval '1 month' ELSE interval '1 day' END;
  home text;
  table_name text;
  place text;
  owner name;
  key_type regtype;
  partman text;
  begins timestamp;
  covered timestamptz;
  rest timestamptz;
BEGIN
  IF unit IS NULL OR unit NOT IN ('month', 'day') THEN
    RAISE EXCEPTION 'unit is "%", expected month or day', unit USING ERRCODE = 'invalid_parameter_value';
  ELSIF ahead IS NULL OR ahead NOT BETWEEN 1 AND 1000 THEN
    RAISE EXCEPTION 'ahead is %, expected 1 to 1000', ahead USING ERRCODE = 'invalid_parameter_value';
  END IF;
  SELECT n.nspname, c.relname, pg_get_userbyid(c.relowner), a.atttypid::regtype,
         concat((SELECT format(' USING %I', m.amname) FROM pg_am m WHERE m.oid = c.relam),
                (SELECT format(' TABLESPACE %I', t.spcname) FROM pg_tablespace t WHERE t.oid = c.reltablespace))
  INTO home, table_name, owner, key_type, place
  FROM pg_partitioned_table p
  JOIN pg_class c ON c.oid = p.partrelid
  JOIN pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_attribute a ON a.attrelid = p.partrelid AND a.attnum = p.partattrs[0]
  WHERE p.partrelid = parent AND p.partstrat = 'r' AND p.partnatts = 1
    AND a.atttypid IN ('date'::regtype, 'timestamp'::regtype, 'timestamptz'::regtype);
  IF NOT FOUND THEN
    RAISE EXCEPTION '% is not partitioned by range of one column of type date, timestamp or timestamptz', parent
      USING ERRCODE = 'wrong_object_type';
  END IF;

  SELECT quote_ident(n.nspname) INTO partman
  FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'pg_partman';
  IF partman IS NOT NULL THEN
    EXECUTE format('SELECT %L FROM %s.part_config WHERE parent_table = %L', partman, partman, home || '.' || table_name) INTO partman;
  END IF;
  IF partman IS NOT NULL THEN
    EXECUTE format('SELECT %s.run_maintenance(%L)', partman, home || '.' || table_name);
    RETURN QUERY SELECT parent::text, NULL::timestamptz, NULL::timestamptz, 'left to pg_partman, which looks after this table';
    RETURN;
  END IF;

  FOR i IN 0 .. ahead LOOP
    begins := date_trunc(unit, localtimestamp) + i * step;
    range_start := coalesce(rest, begins);
    range_end := begins + step;
    rest := NULL;
    partition_name := format('%I.%I', home, table_name || to_char(begins, CASE unit WHEN 'month' THEN '_YYYY_MM' ELSE '_YYYY_MM_DD' END));
    -- Made in another time zone, the one before ends hours later, or this one earlier: no gap may be left.
    SELECT max(coalesce(p.range_end, 'infinity')) INTO covered
    FROM monitoring.partitions() p
    WHERE p.parent = create_future_partitions.parent AND NOT p.is_default
      AND coalesce(p.range_start, '-infinity') < create_future_partitions.range_end
      AND coalesce(p.range_end, 'infinity') > create_future_partitions.range_start;
    IF covered < range_end THEN
      range_start := covered;
    END IF;
    IF covered >= range_end THEN
      action := 'exists';
    ELSIF octet_length(table_name) > 52 THEN
      RAISE EXCEPTION 'the name of % is too long for a date after it: it has % bytes, at most 52 fit', parent, octet_length(table_name)
        USING ERRCODE = 'name_too_long';
    ELSIF to_regclass(partition_name) IS NOT NULL AND covered IS NOT NULL THEN
      rest := covered;
      action := 'exists';
    ELSIF to_regclass(partition_name) IS NOT NULL THEN
      action := 'skipped: another table has this name';
    ELSE
      BEGIN
        -- CREATE TABLE ... PARTITION OF would wait until nobody reads the table, and everybody behind it.
        EXECUTE format('CREATE TABLE %s (LIKE %s INCLUDING ALL EXCLUDING INDEXES EXCLUDING IDENTITY EXCLUDING STATISTICS EXCLUDING COMMENTS)%s',
          partition_name, parent, place);
        action := 'created';
        BEGIN
          -- Else the owner of the table could not ALTER it any longer, which goes on to the partitions.
          EXECUTE format('ALTER TABLE %s OWNER TO %I', partition_name, owner);
        EXCEPTION WHEN insufficient_privilege THEN
          action := format('created, but %s may not hand it to the owner of the table: %s', quote_ident(current_user), SQLERRM);
        END;
        EXECUTE format('ALTER TABLE %s ATTACH PARTITION %s FOR VALUES FROM (%L) TO (%L)', parent, partition_name,
          CASE key_type WHEN 'date'::regtype THEN range_start::date::text WHEN 'timestamp'::regtype THEN range_start::timestamp::text
               ELSE range_start::text END,
          CASE key_type WHEN 'date'::regtype THEN (begins + step)::date::text ELSE (begins + step)::text END);
      EXCEPTION WHEN check_violation THEN
        action := 'skipped: the default partition has rows of this range';
      END;
    END IF;
    RETURN NEXT;
  END LOOP;
END
$function$;
COMMENT ON FUNCTION monitoring.create_future_partitions(regclass, text, integer) IS
  'Creates the partition of this month or day, and so many after it, of a table that is partitioned by time; named after the table and the date. Leaves a table of pg_partman to pg_partman';

CREATE FUNCTION monitoring.create_future_month_partitions(parent regclass, months_ahead integer DEFAULT 3)
RETURNS TABLE (partition_name text, range_start timestamptz, range_end timestamptz, action text)
LANGUAGE sql
SET search_path = pg_catalog, pg_temp
AS $function$
  SELECT * FROM monitoring.create_future_partitions(parent, 'month', months_ahead)
$function$;
COMMENT ON FUNCTION monitoring.create_future_month_partitions(regclass, integer) IS 'create_future_partitions by month';

CREATE FUNCTION monitoring.create_future_day_partitions(parent regclass, days_ahead integer DEFAULT 14)
RETURNS TABLE (partition_name text, range_start timestamptz, range_end timestamptz, action text)
LANGUAGE sql
SET search_path = pg_catalog, pg_temp
AS $function$
  SELECT * FROM monitoring.create_future_partitions(parent, 'day', days_ahead)
$function$;
COMMENT ON FUNCTION monitoring.create_future_day_partitions(regclass, integer) IS 'create_future_partitions by day';

-- From 14 on, somebody's DETACH ... CONCURRENTLY may have been interrupted: nothing but FINALIZE ends it.
CREATE FUNCTION monitoring.detach_partition(parent regclass, partition regclass)
RETURNS text
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
SET lock_timeout = '5s'
AS $function$
DECLARE
  pending boolean;
BEGIN
  -- The column is not there before 14.
  SELECT coalesce((to_jsonb(i) ->> 'inhdetachpending')::boolean, false) INTO pending
  FROM pg_inherits i WHERE i.inhrelid = detach_partition.partition AND i.inhparent = detach_partition.parent;
  IF NOT FOUND THEN
    RETURN 'skipped: it is a partition no longer';
  ELSIF pending THEN
    BEGIN
      EXECUTE format('ALTER TABLE %s DETACH PARTITION %s FINALIZE', parent, partition);
    EXCEPTION WHEN lock_not_available THEN
      RETURN 'skipped: new statements see it no longer, but older transactions still do; the next run detaches it';
    END;
    RETURN 'detached, which had been begun before';
  END IF;
  EXECUTE format('ALTER TABLE %s DETACH PARTITION %s', parent, partition);
  RETURN 'detached';
END
$function$;
COMMENT ON FUNCTION monitoring.detach_partition(regclass, regclass) IS
  'Detaches one partition, or ends an interrupted DETACH ... CONCURRENTLY of it; waits at most 5 s for a lock, and holds it until the end of the transaction';

CREATE FUNCTION monitoring.archive_old_partitions(retention_months integer, parent regclass DEFAULT NULL, dry_run boolean DEFAULT false)
RETURNS TABLE (parent_table text, partition_name text, range_end timestamptz, action text)
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
  old record;
BEGIN
  IF retention_months IS NULL OR retention_months < 1 THEN
    RAISE EXCEPTION 'retention_months is %, expected at least 1', coalesce(retention_months::text, 'NULL')
      USING ERRCODE = 'invalid_parameter_value';
  END IF;
  FOR old IN
    SELECT p.parent::regclass AS parent, p.partition::regclass AS partition, p.range_end
    FROM monitoring.partitions() p
    WHERE p.range_end < now() - make_interval(months => retention_months)
      AND (p.parent = archive_old_partitions.parent
           OR (archive_old_partitions.parent IS NULL
               AND p.parent IN (SELECT to_regclass(q.parent) FROM monitoring.partition_policies q WHERE q.enabled)))
    ORDER BY p.parent, p.range_end
  LOOP
    parent_table := old.parent::text;
    partition_name := old.partition::text;
    range_end := old.range_end;
    IF dry_run THEN
      action := 'would be detached';
    ELSE
      action := monitoring.detach_partition(old.parent, old.partition);
    END IF;
    RETURN NEXT;
  END LOOP;
END
$function$;
COMMENT ON FUNCTION monitoring.archive_old_partitions(integer, regclass, boolean) IS
  'Detaches partitions that ended so many months ago, and never drops one: of the given table, or of those in partition_policies';

-- Down Migration
DROP FUNCTION monitoring.archive_old_partitions(integer, regclass, boolean);
DROP FUNCTION monitoring.detach_partition(regclass, regclass);
DROP FUNCTION monitoring.create_future_day_partitions(regclass, integer);
DROP FUNCTION monitoring.create_future_month_partitions(regclass, integer);
DROP FUNCTION monitoring.create_future_partitions(regclass, text, integer);
DROP FUNCTION monitoring.analyze_partition_usage();

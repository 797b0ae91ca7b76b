-- Up Migration
CREATE TABLE monitoring.query_stats_moments (
  taken_at timestamptz PRIMARY KEY,
  evictions bigint,
  stats_reset timestamptz
);
COMMENT ON TABLE monitoring.query_stats_moments IS 'When snapshots of pg_stat_statements were taken';
COMMENT ON COLUMN monitoring.query_stats_moments.evictions IS
  'How often pg_stat_statements had made room by then, by forgetting the statements with the fewest calls; NULL before 14';
COMMENT ON COLUMN monitoring.query_stats_moments.stats_reset IS 'When all counters began; NULL before 14';

CREATE TABLE monitoring.query_stats_snapshots (
  taken_at timestamptz NOT NULL,
  userid oid NOT NULL,
  dbid oid NOT NULL,
  queryid bigint NOT NULL,
  calls bigint NOT NULL,
  total_exec_ms double precision NOT NULL,
  rows bigint NOT NULL,
  shared_blks_hit bigint NOT NULL,
  shared_blks_read bigint NOT NULL,
  since timestamptz,
  PRIMARY KEY (taken_at, queryid, dbid, userid)
);
COMMENT ON TABLE monitoring.query_stats_snapshots IS
  'Counters of pg_stat_statements as they stood at times, for monitoring.get_query_performance';
COMMENT ON COLUMN monitoring.query_stats_snapshots.taken_at IS 'When the snapshot was taken; one value for all of its rows';
COMMENT ON COLUMN monitoring.query_stats_snapshots.total_exec_ms IS 'Time spent on execution since the statistics began, in milliseconds';
COMMENT ON COLUMN monitoring.query_stats_snapshots.since IS 'When the counters of this statement began; NULL before 17';

CREATE TABLE monitoring.query_texts (
  queryid bigint NOT NULL,
  dbid oid NOT NULL,
  userid oid NOT NULL,
  query text NOT NULL,
  PRIMARY KEY (queryid, dbid, userid)
);
COMMENT ON TABLE monitoring.query_texts IS
  'Normalised texts of the statements in query_stats_snapshots, cut at 10000 characters';

CREATE TABLE monitoring.partition_policies (
  parent text PRIMARY KEY CONSTRAINT parent_is_schema_dot_table CHECK (cardinality(parse_ident(parent)) = 2),
  unit text NOT NULL CHECK (unit IN ('month', 'day')),
  ahead integer NOT NULL CHECK (ahead > 0),
  retention_months integer CHECK (retention_months > 0),
  enabled boolean NOT NULL DEFAULT true
);
COMMENT ON TABLE monitoring.partition_policies IS
  'Partitioned tables that monitoring.partition_maintenance looks after';
COMMENT ON COLUMN monitoring.partition_policies.parent IS 'The partitioned table, as schema.table, quoted where SQL needs it';
COMMENT ON COLUMN monitoring.partition_policies.unit IS 'How much one partition holds: month or day';
COMMENT ON COLUMN monitoring.partition_policies.ahead IS 'How many partitions are to be there after the current one';
COMMENT ON COLUMN monitoring.partition_policies.retention_months IS
  'Partitions that ended longer ago are detached, never dropped; NULL keeps all of them';

CREATE TABLE monitoring.maintenance_schedule (
  job_name text PRIMARY KEY,
  description text NOT NULL,
  schedule text NOT NULL,
  enabled boolean NOT NULL DEFAULT true
);
COMMENT ON TABLE monitoring.maintenance_schedule IS
  'The jobs of monitoring.run_scheduled_maintenance; what they do is in that function, not in this table';
COMMENT ON COLUMN monitoring.maintenance_schedule.schedule IS 'Minute, hour, day, month, weekday, as in cron';
INSERT INTO monitoring.maintenance_schedule (job_name, description, schedule) VALUES
  ('daily_partition_creation', 'Creates partitions ahead of time and detaches old ones, as partition_policies says', '0 1 * * *'),
  ('daily_statistics_update', 'ANALYZE of tables that changed much since their last one', '0 2 * * *'),
  ('weekly_vacuum', 'VACUUM ANALYZE of tables with many dead rows', '0 3 * * 0'),
  ('hourly_query_stats', 'A snapshot of pg_stat_statements, and the end of those that are too old', '0 * * * *');

CREATE TABLE monitoring.maintenance_log (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  job_name text NOT NULL,
  run_by name NOT NULL DEFAULT current_user,
  started_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  finished_at timestamptz,
  status text NOT NULL CHECK (status IN ('running', 'ok', 'failed', 'skipped')),
  items integer,
  message text,
  cron_run bigint,
  UNIQUE (cron_run, started_at)
);
COMMENT ON TABLE monitoring.maintenance_log IS 'Runs of the jobs of maintenance_schedule';
COMMENT ON COLUMN monitoring.maintenance_log.cron_run IS 'cron.job_run_details.runid, for what was taken over from there';
COMMENT ON COLUMN monitoring.maintenance_log.items IS 'How many tables, partitions or entries the job dealt with';

-- Down Migration
DROP TABLE monitoring.maintenance_log, monitoring.maintenance_schedule, monitoring.partition_policies,
  monitoring.query_texts, monitoring.query_stats_snapshots, monitoring.query_stats_moments;

import type { Suite } from './suite.ts';

const MAKE = [
  'CREATE TABLE monitoring.verify_parts (at date NOT NULL) PARTITION BY RANGE (at)',
  "CREATE TABLE monitoring.verify_old PARTITION OF monitoring.verify_parts FOR VALUES FROM ('2001-01-01') TO ('2001-02-01')",
];

/** Partitions of a table that is there for the length of a transaction. */
export const partitionSuite: Suite = {
  title: 'Partition management',
  writes: true,
  checks: [
    {
      title: 'partitions are created ahead of time',
      before: MAKE,
      sql: `SELECT count(*) = 4 AND bool_and(action = 'created'), count(*) || ' partitions'
        FROM monitoring.create_future_month_partitions('monitoring.verify_parts', 3)`,
    },
    {
      title: 'what is there already is left alone',
      before: [
        ...MAKE,
        "SELECT * FROM monitoring.create_future_day_partitions('monitoring.verify_parts', 2)",
      ],
      sql: `SELECT bool_and(action = 'exists') FROM monitoring.create_future_day_partitions('monitoring.verify_parts', 2)`,
    },
    {
      title: 'old partitions are detached and kept',
      before: MAKE,
      sql: `SELECT count(*) = 1 AND to_regclass('monitoring.verify_old') IS NOT NULL, min(action)
        FROM monitoring.archive_old_partitions(12, 'monitoring.verify_parts')`,
    },
    {
      title: 'partition_maintenance follows its policies',
      before: [
        ...MAKE,
        'DELETE FROM monitoring.partition_policies',
        "INSERT INTO monitoring.partition_policies VALUES ('monitoring.verify_parts', 'month', 1, 12)",
      ],
      sql: "SELECT count(*) = 3, string_agg(action, ', ' ORDER BY action) FROM monitoring.partition_maintenance()",
    },
  ],
};

export const runnerSuite: Suite = {
  title: 'Maintenance runner',
  writes: true,
  checks: [
    {
      title: 'a job runs and is logged',
      before: [
        'UPDATE monitoring.maintenance_schedule SET enabled = true',
        "SELECT * FROM monitoring.run_scheduled_maintenance('hourly_query_stats')",
      ],
      sql: `SELECT status = 'ok', items || ' items' FROM monitoring.maintenance_log
        WHERE job_name = 'hourly_query_stats' ORDER BY id DESC LIMIT 1`,
    },
    {
      title: 'a job that is off is skipped',
      before: ['UPDATE monitoring.maintenance_schedule SET enabled = false'],
      sql: "SELECT outcome LIKE 'skipped%', outcome FROM monitoring.run_scheduled_maintenance('weekly_vacuum')",
    },
    {
      title: 'statistics are brought up to date',
      sql: "SELECT true, count(*) || ' tables' FROM monitoring.update_table_statistics(100)",
    },
  ],
};

import { quoteText } from '../quote.ts';
import type { Check, Suite } from './suite.ts';
import { partitionSuite, runnerSuite } from './writing-suites.ts';

/** The verification of the schema, `names` of whose objects are ours: thirteen suites. */
export function verifySuites(
  role: string,
  maintenanceRole: string,
  names: readonly string[],
): readonly Suite[] {
  return [
    { title: 'Extensions', checks: EXTENSIONS },
    { title: 'Schema and views', checks: [SCHEMA, ...VIEWS.map(viewIsThere)] },
    { title: 'Functions', checks: FUNCTIONS.map(functionIsThere) },
    { title: 'Data from all views', checks: VIEWS.map(viewAnswers) },
    { title: 'Performance functions', checks: READING.map(functionAnswers) },
    partitionSuite,
    { title: 'Database health check', checks: HEALTH },
    { title: 'Autovacuum', checks: AUTOVACUUM },
    { title: 'Maintenance schedule', checks: JOBS.map(jobIsThere) },
    runnerSuite,
    { title: 'Collection of pg_stat_statements', checks: COLLECTION },
    {
      title: 'Permissions',
      checks: permissions(quoteText(role), quoteText(maintenanceRole), names),
    },
    { title: 'Performance baseline', checks: BASELINE },
  ];
}

export const VIEWS = [
  'v_slow_queries',
  'v_top_queries_by_time',
  'v_table_stats',
  'v_table_bloat',
  'v_index_usage',
  'v_unused_indexes',
  'v_index_cache_hit_ratio',
  'v_connection_stats',
  'v_connection_summary',
  'v_partition_health',
  'v_partition_growth',
  'v_cache_hit_ratio',
  'v_blocking_queries',
  'slow_queries',
  'top_queries_by_total_time',
  'queries_low_cache_hit',
] as const;

const READING = [
  "get_query_performance('1 hour')",
  'get_table_bloat()',
  'get_missing_indexes()',
  'analyze_partition_usage()',
  'rebuild_bloated_indexes()',
  'run_maintenance_vacuum()',
  'autovacuum_recommendations()',
] as const;

export const FUNCTIONS = [
  'get_query_performance',
  'get_table_bloat',
  'get_missing_indexes',
  'analyze_partition_usage',
  'create_future_month_partitions',
  'create_future_day_partitions',
  'archive_old_partitions',
  'run_maintenance_vacuum',
  'update_table_statistics',
  'partition_maintenance',
  'rebuild_bloated_indexes',
  'database_health_check',
  'reset_query_stats',
  'run_scheduled_maintenance',
] as const;

const JOBS = [
  'daily_partition_creation',
  'daily_statistics_update',
  'weekly_vacuum',
  'hourly_query_stats',
] as const;

const EXTENSIONS: readonly Check[] = [
  {
    title: 'pg_stat_statements is installed',
    sql: "SELECT count(*) = 1, 'version ' || min(extversion) FROM pg_extension WHERE extname = 'pg_stat_statements'",
  },
  {
    title: 'pg_stat_statements is preloaded',
    sql: "SELECT count(*) = 1, coalesce(min(setting) || ' entries', 'add it to shared_preload_libraries and restart') FROM pg_settings WHERE name = 'pg_stat_statements.max'",
  },
  {
    title: 'plpgsql is installed',
    sql: "SELECT count(*) = 1 FROM pg_extension WHERE extname = 'plpgsql'",
  },
];

const SCHEMA: Check = {
  title: 'the schema is there',
  sql: "SELECT to_regnamespace('monitoring') IS NOT NULL, (SELECT count(*) || ' migrations' FROM monitoring.pgmigrations)",
};

function viewIsThere(view: string): Check {
  const sql = `SELECT obj_description(to_regclass('monitoring.${view}'), 'pg_class') IS NOT NULL`;
  return { title: view, sql };
}

function functionIsThere(name: string): Check {
  const sql = `SELECT count(*) = 1 FROM pg_proc WHERE pronamespace = 'monitoring'::regnamespace AND proname = '${name}'`;
  return { title: name, sql };
}

function viewAnswers(view: string): Check {
  return { title: view, sql: `SELECT true, count(*) || ' rows' FROM monitoring.${view}` };
}

function functionAnswers(call: string): Check {
  return { title: call, sql: `SELECT true, count(*) || ' rows' FROM monitoring.${call}` };
}

function jobIsThere(name: string): Check {
  const sql = `SELECT count(*) = 1 AND min(schedule) ~ '^\\S+( \\S+){4}$', min(schedule) || CASE WHEN bool_and(enabled) THEN '' ELSE ', off' END
    FROM monitoring.maintenance_schedule WHERE job_name = '${name}'`;
  return { title: name, sql };
}

const HEALTH: readonly Check[] = [
  {
    title: 'every check has a status, a value and a recommendation',
    sql: `SELECT count(*) > 0 AND bool_and(status IN ('EXCELLENT', 'GOOD', 'WARNING', 'CRITICAL') AND value <> '' AND recommendation <> ''),
      count(*) || ' checks' FROM monitoring.database_health_check()`,
  },
  {
    title: 'nothing is critical',
    sql: `SELECT count(*) = 0, string_agg(check_name || ': ' || value, ', ')
      FROM monitoring.database_health_check() WHERE status = 'CRITICAL'`,
  },
];

const AUTOVACUUM: readonly Check[] = [
  {
    title: 'autovacuum is on',
    sql: "SELECT current_setting('autovacuum')::boolean AND current_setting('track_counts')::boolean",
  },
  {
    title: 'no large table has it switched off',
    sql: `SELECT count(*) = 0, string_agg(c.oid::regclass::text, ', ')
      FROM pg_class c CROSS JOIN LATERAL pg_options_to_table(c.reloptions) o
      WHERE c.relkind IN ('r', 'm') AND c.reltuples > 10000 AND o.option_name = 'autovacuum_enabled' AND NOT o.option_value::boolean`,
  },
  {
    title: 'tables with many writes have a scale factor that fits',
    sql: "SELECT true, count(statement) || ' recommendations, see autovacuum_recommendations()' FROM monitoring.autovacuum_recommendations()",
  },
];

const COLLECTION: readonly Check[] = [
  {
    title: 'statements of this database are there',
    sql: `SELECT count(*) > 0, count(*) || ' statements' FROM monitoring.statements()
      WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())`,
  },
  {
    title: 'a statement is counted',
    before: ['SELECT count(*) FROM monitoring.maintenance_schedule /* pgvitals verify */'],
    sql: "SELECT sum(calls) > 0, sum(calls) || ' calls' FROM monitoring.statements() WHERE query LIKE 'SELECT count(*) FROM monitoring.maintenance_schedule%pgvitals verify%'",
  },
  {
    title: 'texts of other roles are visible',
    sql: "SELECT pg_has_role('pg_read_all_stats', 'USAGE')",
  },
];

function permissions(
  role: string,
  maintenanceRole: string,
  names: readonly string[],
): readonly Check[] {
  const own = `p.pronamespace = 'monitoring'::regnamespace AND p.proname IN (${names.map(quoteText).join(', ')})`;
  const functions = `FROM pg_proc p WHERE ${own}`;
  return [
    {
      title: 'PUBLIC may use nothing',
      sql: `SELECT count(*) = 0, string_agg(DISTINCT p.proname, ', ') FROM pg_proc p
        CROSS JOIN LATERAL aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
        WHERE ${own} AND a.grantee = 0`,
    },
    {
      title: 'the monitoring role may read all views',
      sql: `SELECT bool_and(has_table_privilege(${role}, c.oid, 'SELECT')), count(*) || ' views' FROM pg_class c
        WHERE c.relnamespace = 'monitoring'::regnamespace AND c.relkind = 'v'`,
    },
    {
      title: 'the monitoring role may call what only reads',
      sql: `SELECT bool_and(has_function_privilege(${role}, p.oid, 'EXECUTE')) ${functions} AND p.provolatile <> 'v'`,
    },
    {
      title: 'the monitoring role may not write',
      sql: `SELECT NOT bool_or(has_function_privilege(${role}, p.oid, 'EXECUTE'))
        AND NOT has_table_privilege(${role}, 'monitoring.maintenance_schedule', 'UPDATE') ${functions} AND p.provolatile = 'v'`,
    },
    {
      title: 'the maintenance role may call everything',
      sql: `SELECT bool_and(has_function_privilege(${maintenanceRole}, p.oid, 'EXECUTE')) ${functions}`,
    },
    {
      // A procedure that commits must do it by a statement.
      title: 'every function has its search_path pinned',
      sql: `SELECT count(*) = 0, string_agg(p.proname, ', ') ${functions}
        AND NOT EXISTS (SELECT FROM unnest(p.proconfig) o WHERE o LIKE 'search_path=%')
        AND NOT (p.prokind = 'p' AND p.prosrc ~ '^\\s*(DECLARE[^;]*;([^;]*;)*)?\\s*BEGIN\\s+PERFORM pg_catalog.set_config[(]''search_path''')`,
    },
  ];
}

const BASELINE: readonly Check[] = [
  {
    title: 'cache hit ratio',
    sql: "SELECT true, coalesce(percentage || ' %', 'no reads yet') FROM monitoring.v_cache_hit_ratio WHERE metric = 'database'",
  },
  {
    title: 'connections',
    sql: "SELECT true, coalesce(sum(connection_count), 0) || ' of ' || current_setting('max_connections') FROM monitoring.v_connection_summary",
  },
  { title: 'size', sql: 'SELECT true, pg_size_pretty(pg_database_size(current_database()))' },
  {
    title: 'tables and indexes',
    sql: `SELECT true, (SELECT count(*) FROM monitoring.v_table_stats) || ' tables, ' || count(*) || ' indexes, '
      || count(*) FILTER (WHERE usage_category = 'UNUSED') || ' unused' FROM monitoring.v_index_usage`,
  },
  {
    title: 'partitions',
    sql: "SELECT true, coalesce(sum(partitions), 0) || ' of ' || count(*) || ' tables' FROM monitoring.v_partition_growth",
  },
];

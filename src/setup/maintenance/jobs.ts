import type { Connection } from '../../target/connection.ts';
import { readJson } from '../read-json.ts';
import { schemaAccess } from '../schema-access.ts';
import { SetupError } from '../setup-error.ts';

/** A job of monitoring.maintenance_schedule and its last run. */
export interface Job {
  readonly name: string;
  readonly description: string;
  readonly schedule: string;
  readonly enabled: boolean;
  readonly last: LastRun | null;
  /** Whether pg_cron runs it. */
  readonly byCron: boolean;
}

export interface LastRun {
  readonly started: string;
  readonly seconds: number | null;
  readonly status: string;
  readonly items: number | null;
  readonly message: string | null;
}

/**
 * The jobs in the order of their names.
 * @throws SetupError where the schema is not installed or must not be read
 */
export async function readJobs(session: Connection): Promise<readonly Job[]> {
  const { grant, use, user } = await schemaAccess(session);
  if (!use) throw new SetupError(`role ${user} may not use the schema monitoring: ${grant}`);
  const hasCron = await readJson<boolean>(session, HAS_CRON_SQL);
  if (hasCron) await session.query(LOG_SQL);
  return readJson(session, jobsSql(hasCron));
}

const HAS_CRON_SQL = `SELECT /* pgvitals:maintenance */ to_json(EXISTS (
  SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname = 'cron' AND c.relname = 'job'
    AND has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT')))`;

/** Runs of pg_cron that could not log themselves, as far as this role may write. */
const LOG_SQL = `SELECT /* pgvitals:maintenance */ CASE
  WHEN has_function_privilege('monitoring.log_cron_runs()', 'EXECUTE') AND NOT current_setting('transaction_read_only')::boolean
  THEN monitoring.log_cron_runs() END`;

function jobsSql(hasCron: boolean): string {
  const byCron = hasCron
    ? `EXISTS (SELECT FROM cron.job c WHERE c.jobname = '${CRON_PREFIX}' || s.job_name AND c.active)`
    : 'false';
  return `SELECT /* pgvitals:maintenance */ json_agg(json_build_object(
    'name', s.job_name, 'description', s.description, 'schedule', s.schedule, 'enabled', s.enabled,
    'byCron', ${byCron},
    'last', (SELECT json_build_object(
        'started', to_char(l.started_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
        'seconds', extract(epoch FROM l.finished_at - l.started_at),
        'status', l.status, 'items', l.items, 'message', l.message)
      FROM monitoring.maintenance_log l WHERE l.job_name = s.job_name
      ORDER BY l.started_at DESC, l.id DESC LIMIT 1)) ORDER BY s.job_name)
  FROM monitoring.maintenance_schedule s`;
}

/** How the names of our jobs begin in pg_cron. */
export const CRON_PREFIX = 'pgvitals: ';

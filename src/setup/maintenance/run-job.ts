import type { Connection } from '../../target/connection.ts';
import { failureOf } from '../../target/failure.ts';

/** How a run of a job went. */
export interface JobRun {
  readonly job: string;
  readonly status: 'ok' | 'failed' | 'skipped';
  readonly items: readonly JobItem[];
}

export interface JobItem {
  readonly item: string;
  readonly outcome: string;
}

/** Runs one job, unless another run of it is under way; what goes wrong is a result, and logged. */
export async function runJob(session: Connection, job: string, enabled: boolean): Promise<JobRun> {
  if (job === VACUUM && enabled) return await vacuum(session);
  try {
    const { rows } = await session.query(RUN_SQL, { values: [job] });
    const items = rows.map(([item, outcome]) => ({ item: item ?? '', outcome: outcome ?? '' }));
    const [first] = items;
    if (first?.item !== job) {
      const bad = items.some(({ outcome }) => outcome.startsWith('failed: '));
      return { job, status: bad ? 'failed' : 'ok', items };
    }
    const status = first.outcome.startsWith('failed') ? 'failed' : 'skipped';
    return { job, status, items };
  } catch (error) {
    return failed(job, error);
  }
}

const VACUUM = 'weekly_vacuum';

const RUN_SQL =
  'SELECT /* pgvitals:maintenance */ item, outcome FROM monitoring.run_scheduled_maintenance($1)';

/** VACUUM must be a statement of its own; the lock is the one that the function takes. */
async function vacuum(session: Connection): Promise<JobRun> {
  try {
    if (!(await lock(session))) {
      await session.query(SKIPPED_SQL);
      const outcome = 'skipped: another run is under way';
      return { job: VACUUM, status: 'skipped', items: [{ item: VACUUM, outcome }] };
    }
    const { rows } = await session.query(BEGIN_SQL);
    const run = rows[0]?.[0] ?? '';
    const items = await vacuumAll(session);
    const bad = items.filter(({ outcome }) => outcome.startsWith('failed')).length;
    const left = items.filter(({ outcome }) => outcome === NOT_ALLOWED).length;
    const messages = [
      ...(bad === 0 ? [] : [`${bad} statements failed`]),
      ...(left === 0 ? [] : [`${left} tables are not this role's to vacuum`]),
    ];
    const status = bad === 0 ? 'ok' : 'failed';
    const values = [run, status, items.length - left, messages.join(', ') || null];
    await session.query(END_SQL, { values });
    return { job: VACUUM, status, items };
  } catch (error) {
    return failed(VACUUM, error);
  } finally {
    await session.query(UNLOCK_SQL).catch(() => undefined);
  }
}

async function vacuumAll(session: Connection): Promise<readonly JobItem[]> {
  const { rows } = await session.query(DUE_SQL);
  const items: JobItem[] = [];
  for (const [item, allowed] of rows) {
    if (item === null || item === undefined) continue;
    if (allowed !== 't') {
      items.push({ item, outcome: NOT_ALLOWED });
      continue;
    }
    try {
      await session.query(item);
      items.push({ item, outcome: 'done' });
    } catch (error) {
      items.push({ item, outcome: `failed: ${failureOf(error).message}` });
    }
  }
  return items;
}

async function lock(session: Connection): Promise<boolean> {
  const { rows } = await session.query(LOCK_SQL);
  return rows[0]?.[0] === 't';
}

const KEYS = `1886807649, hashtext('${VACUUM}')`;
const LOCK_SQL = `SELECT /* pgvitals:maintenance */ pg_try_advisory_lock(${KEYS})`;
const UNLOCK_SQL = `SELECT /* pgvitals:maintenance */ pg_advisory_unlock(${KEYS})`;
/** PostgreSQL only warns of a table that it leaves out for want of the right. */
const DUE_SQL = `SELECT /* pgvitals:maintenance */ v.statement,
    pg_has_role(current_user, (SELECT d.datdba FROM pg_database d WHERE d.datname = current_database()), 'USAGE')
    OR CASE WHEN current_setting('server_version_num')::int >= 170000 THEN has_table_privilege(c.oid, 'MAINTAIN')
            ELSE pg_has_role(current_user, c.relowner, 'USAGE') END
  FROM monitoring.run_maintenance_vacuum() v
  JOIN pg_class c ON c.oid = to_regclass(substring(v.statement FROM 'SKIP_LOCKED[)] (.*);$'))`;
const NOT_ALLOWED = "skipped: it takes the table's owner, or pg_maintain from 17 on";
const SKIPPED_SQL = `INSERT /* pgvitals:maintenance */ INTO monitoring.maintenance_log (job_name, finished_at, status, message)
  VALUES ('${VACUUM}', clock_timestamp(), 'skipped', 'another run is under way')`;
const BEGIN_SQL = `INSERT /* pgvitals:maintenance */ INTO monitoring.maintenance_log (job_name, status)
  VALUES ('${VACUUM}', 'running') RETURNING id`;
const END_SQL = `UPDATE /* pgvitals:maintenance */ monitoring.maintenance_log
  SET finished_at = clock_timestamp(), status = $2, items = $3, message = $4 WHERE id = $1`;

function failed(job: string, error: unknown): JobRun {
  const { message } = failureOf(error);
  return { job, status: 'failed', items: [{ item: job, outcome: `failed: ${message}` }] };
}

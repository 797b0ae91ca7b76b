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
    if (first?.item !== job) return { job, status: 'ok', items };
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
    const message = bad === 0 ? null : `${bad} statements failed`;
    const status = bad === 0 ? 'ok' : 'failed';
    await session.query(END_SQL, { values: [run, status, items.length, message] });
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
  for (const [item] of rows) {
    if (item === null || item === undefined) continue;
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
const DUE_SQL =
  'SELECT /* pgvitals:maintenance */ statement FROM monitoring.run_maintenance_vacuum()';
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

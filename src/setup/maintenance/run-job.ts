import type { Connection } from '../../target/connection.ts';
import { failureOf } from '../../target/failure.ts';
import { readJson } from '../read-json.ts';
import { type JobItem, type Piece, type PieceOptions, runPiece } from './run-piece.ts';

/** How a run of a job went. */
export interface JobRun {
  readonly job: string;
  readonly status: 'ok' | 'failed' | 'skipped';
  readonly items: readonly JobItem[];
}

/**
 * Runs one job piece by piece, each in a transaction of its own, unless another run of it is under
 * way. What goes wrong is a result, and logged.
 */
export async function runJob(
  session: Connection,
  job: string,
  options: PieceOptions = {},
): Promise<JobRun> {
  let run: string | undefined;
  try {
    // Warnings tell what was left out; a role may have them switched off.
    await session.query("SELECT set_config('client_min_messages', 'warning', false)");
    // Of the session, as a run has many transactions.
    const locked = await session.query(LOCK_SQL, { values: [job] });
    const begun = await session.query(BEGIN_SQL, { values: [job, locked.rows[0]?.[0] ?? 'f'] });
    const [id, refusal] = begun.rows[0] ?? [];
    if (id === null || id === undefined) {
      const outcome = `skipped: ${refusal ?? 'it did not begin'}`;
      return { job, status: 'skipped', items: [{ item: job, outcome }] };
    }
    run = id;
    const items = await runPieces(session, job, options);
    await session.query(END_SQL, { values: [run, JSON.stringify(items)] });
    const bad = items.some(({ outcome }) => outcome.startsWith('failed: '));
    return { job, status: bad ? 'failed' : 'ok', items };
  } catch (error) {
    const items = [{ item: job, outcome: `failed: ${failureOf(error).message}` }];
    const values = [run ?? null, JSON.stringify(items)];
    await session.query(END_SQL, { values }).catch(() => undefined);
    return { job, status: 'failed', items };
  } finally {
    await session.query(UNLOCK_SQL, { values: [job] }).catch(() => undefined);
  }
}

async function runPieces(
  session: Connection,
  job: string,
  options: PieceOptions,
): Promise<readonly JobItem[]> {
  const pieces = await readJson<readonly Piece[]>(session, PIECES_SQL, [job]);
  const items: JobItem[] = [];
  for (const piece of pieces) items.push(...(await runPiece(session, piece, options)));
  return items;
}

const KEYS = '1886807649, hashtext($1)';
const LOCK_SQL = `SELECT /* pgvitals:maintenance */ pg_try_advisory_lock(${KEYS})`;
const UNLOCK_SQL = `SELECT /* pgvitals:maintenance */ pg_advisory_unlock(${KEYS})`;
const BEGIN_SQL =
  'SELECT /* pgvitals:maintenance */ run, refusal FROM monitoring.begin_run($1, $2)';
const END_SQL = 'SELECT /* pgvitals:maintenance */ monitoring.end_run($1, $2)';
const PIECES_SQL = `SELECT /* pgvitals:maintenance */ coalesce(json_agg(p), '[]') FROM monitoring.job_pieces($1) p`;

import type { Connection } from '../../target/connection.ts';
import { failureOf } from '../../target/failure.ts';
import { detachPartition } from './detach-partition.ts';

/** A piece of a job, as monitoring.job_pieces() gives it. */
export interface Piece {
  readonly kind: string;
  readonly parent: string | null;
  readonly item: string;
  readonly note: string | null;
}

export interface JobItem {
  readonly item: string;
  readonly outcome: string;
}

export interface PieceOptions {
  /** How long DETACH ... CONCURRENTLY may wait for transactions that still use the table. */
  readonly detachWaitMs?: number;
}

/** Runs one piece in a transaction of its own: here what no function can do, or else the function. */
export async function runPiece(
  session: Connection,
  piece: Piece,
  { detachWaitMs = DETACH_WAIT_MS }: PieceOptions,
): Promise<readonly JobItem[]> {
  const { item, kind, parent } = piece;
  if (kind === 'vacuum') return [{ item, outcome: await vacuum(session, item) }];
  if (kind === 'detach' && parent !== null) {
    const outcome = await detachPartition(session, parent, item, detachWaitMs);
    if (outcome !== undefined) return [{ item, outcome }];
  }
  const values = [kind, parent, item, piece.note];
  const { rows } = await session.query(PIECE_SQL, { values });
  return rows.map(([done, outcome]) => ({ item: done ?? '', outcome: outcome ?? '' }));
}

const DETACH_WAIT_MS = 60_000;

const PIECE_SQL =
  'SELECT /* pgvitals:maintenance */ done, outcome FROM monitoring.run_piece($1, $2, $3, $4)';

/** PostgreSQL says by a warning only that it left a table out. */
async function vacuum(session: Connection, sql: string): Promise<string> {
  const warnings = new Map<string, string>();
  try {
    await session.query(sql, {
      onNotice: ({ code, message }) => warnings.set(code, message),
    });
  } catch (error) {
    return `failed: ${failureOf(error).message}`;
  }
  if (warnings.has(LOCKED)) return 'skipped: somebody has it locked';
  return warnings.size === 0
    ? 'done'
    : `done, with a warning: ${[...warnings.values()].join(', ')}`;
}

/** lock_not_available; texts are in the language of the server. */
const LOCKED = '55P03';

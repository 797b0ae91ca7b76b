import type { Connection } from '../../target/connection.ts';
import { failureOf } from '../../target/failure.ts';

/**
 * Detaches a partition without a lock that keeps others from the table, and says what became of it;
 * undefined where that cannot be, and an ordinary DETACH, or the end of one that was begun, is due.
 * The names come quoted.
 */
export async function detachPartition(
  session: Connection,
  parent: string,
  partition: string,
  waitMs: number,
): Promise<string | undefined> {
  const state = await stateOf(session, partition);
  if (!state.concurrently || state.pending) return undefined;
  try {
    await limitWait(session, `${waitMs}ms`);
    await session.query(`ALTER TABLE ${parent} DETACH PARTITION ${partition} CONCURRENTLY`);
    return 'detached concurrently';
  } catch (error) {
    const { code } = error as { readonly code?: string };
    if (code !== undefined && OTHERWISE.has(code)) return undefined;
    if ((await stateOf(session, partition)).pending) return PENDING;
    return `failed: ${failureOf(error).message}`;
  } finally {
    await limitWait(session, '5s').catch(() => undefined);
  }
}

/** Another detach of this table was interrupted; a right is missing, which the function explains. */
const OTHERWISE: ReadonlySet<string> = new Set(['55000', '42501']);
const PENDING =
  'skipped: new statements see it no longer, but older transactions still do; the next run detaches it';

interface State {
  readonly concurrently: boolean;
  readonly pending: boolean;
}

async function stateOf(session: Connection, partition: string): Promise<State> {
  const { rows } = await session.query(STATE_SQL, { values: [partition] });
  const [concurrently, pending] = rows[0] ?? [];
  return { concurrently: concurrently === 't', pending: pending === 't' };
}

/** Not before 14, and not where there is a default partition, to which its rows would belong. */
const STATE_SQL = `SELECT /* pgvitals:maintenance */
    current_setting('server_version_num')::int >= 140000
      AND NOT EXISTS (SELECT FROM pg_partitioned_table t WHERE t.partrelid = i.inhparent AND t.partdefid <> 0),
    coalesce((to_jsonb(i) ->> 'inhdetachpending')::boolean, false)
  FROM pg_inherits i WHERE i.inhrelid = to_regclass($1)`;

async function limitWait(session: Connection, wait: string): Promise<void> {
  await session.query("SELECT set_config('lock_timeout', $1, false)", { values: [wait] });
}

import type { Connection } from '../target/connection.ts';
import { failureOf } from '../target/failure.ts';
import { SetupError } from './setup-error.ts';

/** One ALTER SYSTEM, and the one that takes it back. */
export interface SystemChange {
  readonly name: string;
  readonly sql: string;
  readonly undo: string;
}

/**
 * ALTER SYSTEM knows no transaction: when one of the changes fails, those before it are taken back.
 * @throws SetupError that says whether that went well
 */
export async function applySettings(
  session: Connection,
  changes: readonly SystemChange[],
): Promise<void> {
  const done: SystemChange[] = [];
  for (const change of changes) {
    try {
      await makeKnown(session, change.name);
      await session.query(change.sql);
      done.push(change);
    } catch (cause) {
      const left = await undoSettings(session, done);
      const after = left.length === 0 ? '' : `; not taken back: ${left.join(', ')}`;
      throw new SetupError(`${change.sql} failed: ${failureOf(cause).message}${after}`, { cause });
    }
  }
  await session.query('SELECT pg_reload_conf()');
}

/** Gives the names of those that could not be taken back. */
export async function undoSettings(
  session: Connection,
  changes: readonly SystemChange[],
): Promise<readonly string[]> {
  const left: string[] = [];
  for (const { name, undo } of changes.toReversed()) {
    await session.query(undo).catch(() => left.push(name));
  }
  if (changes.length > 0) await session.query('SELECT pg_reload_conf()').catch(() => undefined);
  return left;
}

/** Before 17, ALTER SYSTEM refuses a setting of a library that is not loaded and not in the session. */
async function makeKnown(session: Connection, name: string): Promise<void> {
  if (!name.includes('.')) return;
  await session.query("SELECT set_config($1, '', false) WHERE current_setting($1, true) IS NULL", {
    values: [name],
  });
}

import type { Connection } from '../../target/connection.ts';

/** Runs `body` in a transaction, ended as `body` says; rolled back when `body` throws. */
export async function inTransaction(
  connection: Connection,
  body: () => Promise<'commit' | 'rollback'>,
): Promise<void> {
  await connection.query('BEGIN');
  try {
    const end = await body();
    await connection.query(end === 'commit' ? 'COMMIT' : 'ROLLBACK');
  } catch (error) {
    if (!connection.closed) await connection.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

import type { Connection } from '../target/connection.ts';

/** All of `work` or nothing of it; never waits long for a lock that somebody else holds. */
export async function inTransaction<T>(session: Connection, work: () => Promise<T>): Promise<T> {
  await session.script("BEGIN; SET LOCAL lock_timeout = '5s'");
  try {
    const result = await work();
    await session.script('COMMIT');
    return result;
  } catch (error) {
    await session.script('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

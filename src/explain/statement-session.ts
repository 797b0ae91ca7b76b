import { connect } from '../target/connect.ts';
import type { Connection, ConnectOptions } from '../target/connection.ts';
import { withDeadline } from '../target/with-deadline.ts';

export interface SessionOptions {
  readonly connect: ConnectOptions;
  /** For each statement. */
  readonly timeoutMs: number;
  /** For all of them; a little more than that when absent. */
  readonly totalMs?: number;
  /** As the application has it; that of the role when absent. */
  readonly searchPath?: string | undefined;
}

/**
 * A session for statements that somebody typed. Whatever happens in it is rolled back; it ends when
 * `work` has ended, and what takes longer than the timeout is cancelled.
 */
export async function statementSession<T>(
  { connect: options, searchPath, timeoutMs, totalMs = timeoutMs }: SessionOptions,
  work: (connection: Connection) => Promise<T>,
): Promise<T> {
  const connection = await connect(options);
  // The server's own timeout comes first, and has better words.
  const signal = AbortSignal.timeout(totalMs + 2000);
  try {
    return await withDeadline(connection, signal, async () => {
      await connection.query(
        "SELECT /* pgvitals:explain */ set_config('statement_timeout', $1, false), set_config('lock_timeout', $2, false), set_config('idle_in_transaction_session_timeout', $3, false)",
        { values: [`${timeoutMs}ms`, `${Math.min(2000, timeoutMs)}ms`, '60s'] },
      );
      if (searchPath !== undefined) {
        await connection.query("SELECT set_config('search_path', $1, false)", {
          values: [searchPath],
        });
      }
      return await work(connection);
    });
  } finally {
    void connection.close();
  }
}

/** Runs `work` in a transaction that never commits. */
export async function rolledBack<T>(
  connection: Connection,
  readOnly: boolean,
  work: () => Promise<T>,
): Promise<T> {
  await connection.script(readOnly ? 'BEGIN TRANSACTION READ ONLY' : 'BEGIN');
  try {
    return await work();
  } finally {
    await connection.script('ROLLBACK').catch(() => undefined);
  }
}

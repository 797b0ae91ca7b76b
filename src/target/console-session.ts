import type { Connection } from './connection.ts';
import type { ReadSession } from './read-session.ts';
import { withDeadline } from './with-deadline.ts';

/**
 * Passes statements on to the console of a PgBouncer, which knows no transactions, settings,
 * parameters or timeouts: what does not answer in its time is given up with the connection.
 */
export function consoleSession(connection: Connection): ReadSession {
  return {
    inFlight: 1,
    async read({ maxRows, sink, sql, timeoutMs }) {
      const timeout = new AbortController();
      const timer = setTimeout(() => timeout.abort(new SilentConsoleError(timeoutMs)), timeoutMs);
      try {
        return await withDeadline(connection, timeout.signal, () =>
          connection.query(sql, {
            simple: true,
            ...(maxRows === undefined ? {} : { maxRows }),
            ...(sink === undefined ? {} : { sink }),
          }),
        );
      } finally {
        clearTimeout(timer);
      }
    },
    end: async () => undefined,
  };
}

class SilentConsoleError extends Error {
  readonly code = 'SILENT_CONSOLE';
  // The name by which other timeouts go, too.
  override readonly name = 'TimeoutError';

  constructor(timeoutMs: number) {
    super(`PgBouncer did not answer within ${(timeoutMs / 1000).toFixed(1)} s`);
  }
}

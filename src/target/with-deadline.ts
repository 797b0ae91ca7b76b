import type { Connection } from './connection.ts';

/**
 * Waits for `work` on a connection until `signal` aborts. Then the statement is cancelled on the
 * server, the connection is given up, and the signal's reason is thrown at once: a server that
 * answers nothing cannot hold the caller.
 */
export function withDeadline<T>(
  connection: Connection,
  signal: AbortSignal,
  work: () => Promise<T>,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => {
      reject(signal.reason);
      void connection.abandon();
    };
    if (signal.aborted) return reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    work()
      .then(resolve, reject)
      .finally(() => signal.removeEventListener('abort', abort));
  });
}

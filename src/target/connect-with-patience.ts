import type { Connection } from './connection.ts';
import { HandshakeTimeoutError } from './handshake-timeout-error.ts';

export type ConnectTo = (database: string, signal: AbortSignal) => Promise<Connection>;

/** After the first session that hung, the second, and all further ones. */
const WAITS_MS = [0, 15_000, 30_000];

/**
 * Connects less and less often to a database where sessions hang before they begin: the server does
 * not notice that we have left, and with every attempt one more backend would wait there.
 */
export function connectWithPatience(connect: ConnectTo, now: () => number): ConnectTo {
  const hangs = new Map<string, { readonly count: number; readonly until: number }>();
  return async (database, signal) => {
    const { count, until } = hangs.get(database) ?? { count: 0, until: 0 };
    if (now() < until) throw new PatienceError(until - now());
    try {
      const connection = await connect(database, signal);
      hangs.delete(database);
      return connection;
    } catch (error) {
      if (!(error instanceof HandshakeTimeoutError)) hangs.delete(database);
      else {
        const waitMs = WAITS_MS[Math.min(count, WAITS_MS.length - 1)] ?? 0;
        hangs.set(database, { count: count + 1, until: now() + waitMs });
      }
      throw error;
    }
  };
}

class PatienceError extends Error {
  readonly code = 'WAITING_TO_CONNECT';
  override readonly name = 'TimeoutError';

  constructor(waitMs: number) {
    super(
      `sessions hung before they began; the next one is tried in ${Math.ceil(waitMs / 1000)} s`,
    );
  }
}

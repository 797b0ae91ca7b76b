import pg from 'pg';
import { sendCancel } from './cancel.ts';
import type {
  Connection,
  ConnectOptions,
  QueryOptions,
  ReadOptions,
  TextResult,
} from './connection.ts';
import { ConsoleError } from './console-error.ts';
import { failureOf } from './failure.ts';
import { HandshakeTimeoutError } from './handshake-timeout-error.ts';
import { runQuery } from './run-query.ts';
import { runRead } from './run-read.ts';
import { statementMemory } from './statement-memory.ts';
import { isTlsRefused, type TlsAttempt, tlsAttempts } from './tls.ts';
import { withNotices } from './with-notices.ts';

/**
 * Opens a session. Rejects with the error of the server, of the network or of the TLS handshake
 * (see reason.ts for what they mean), at the latest after `connectTimeoutMs` or when `signal` aborts.
 */
export async function connect(options: ConnectOptions, signal?: AbortSignal): Promise<Connection> {
  const attempts = await tlsAttempts(options);
  let failure: unknown;
  for (const attempt of attempts) {
    if (failure !== undefined && !attempt.after(failure)) break;
    try {
      return await open(options, attempt, signal);
    } catch (error) {
      // That TLS is not there is news only when nothing else went wrong.
      failure = isTlsRefused(error) ? (failure ?? error) : error;
    }
  }
  throw failure;
}

async function open(
  options: ConnectOptions,
  attempt: TlsAttempt,
  signal: AbortSignal | undefined,
): Promise<Connection> {
  signal?.throwIfAborted();
  const password = await options.password();
  signal?.throwIfAborted();
  const client = new pg.Client({
    host: options.host,
    port: options.port,
    user: options.user,
    database: options.database,
    application_name: options.applicationName,
    connectionTimeoutMillis: options.connectTimeoutMs,
    ssl: attempt.ssl,
    keepAlive: true,
    pipeline: true,
    ...(password === undefined ? {} : { password }),
  });
  const state = { closed: false };
  client.on('error', () => {
    state.closed = true;
  });
  client.on('end', () => {
    state.closed = true;
  });
  const destroy = () => socketOf(client)?.destroy(abortError(signal));
  signal?.addEventListener('abort', destroy, { once: true });
  let pooled = false;
  let established = false;
  connectionOf(client)?.once('connect', () => {
    established = true;
  });
  try {
    await client.connect();
    pooled = options.console === true || (await isPooled(client));
  } catch (error) {
    socketOf(client)?.destroy();
    const cause = signal?.aborted ? signal.reason : error;
    throw established && isTimeout(cause) ? new HandshakeTimeoutError({ cause }) : cause;
  } finally {
    signal?.removeEventListener('abort', destroy);
  }
  return session(client, options, state, pooled);
}

/** A pooler makes up the process id that it tells its clients. */
async function isPooled(client: pg.Client): Promise<boolean> {
  const { processID } = client as unknown as BackendKey;
  const sql = 'SELECT /* pgvitals:connect */ pg_backend_pid()';
  const { rows } = await runQuery(client, sql).catch((cause: Error) => {
    throw /admin console/.test(cause.message) ? new ConsoleError({ cause }) : cause;
  });
  return rows[0]?.[0] !== String(processID);
}

function session(
  client: pg.Client,
  options: ConnectOptions,
  state: { closed: boolean },
  pooled: boolean,
): Connection {
  const { processID, secretKey } = client as unknown as BackendKey;
  const memory = statementMemory();
  let underWay = 0;
  const counted = async <T>(answer: Promise<T>): Promise<T> => {
    underWay += 1;
    return answer.finally(() => {
      underWay -= 1;
    });
  };
  let ending: Promise<void> | undefined;
  const end = (before: () => Promise<void>) => {
    state.closed = true;
    ending ??= before().then(() => closeGracefully(client));
    return ending;
  };
  return {
    database: options.database,
    pid: processID,
    pooled,
    console: options.console === true,
    get inTransaction() {
      return (client as unknown as TransactionStatus).getTransactionStatus() !== 'I';
    },
    get closed() {
      return state.closed;
    },
    query: (sql: string, queryOptions?: QueryOptions): Promise<TextResult> =>
      counted(
        withNotices(client, queryOptions?.onNotice, () => runQuery(client, sql, queryOptions)),
      ),
    read: (sql: string, readOptions: ReadOptions = {}): Promise<TextResult> =>
      counted(runRead(client, memory, sql, readOptions)),
    script: async (sql: string) => {
      await counted(client.query(sql));
    },
    close: () => end(async () => undefined),
    abandon: () =>
      end(() =>
        cancelAll(
          () => sendCancel(options, processID, secretKey),
          () => underWay,
        ),
      ),
  };
}

/**
 * A request ends one statement only, and the server would go on with those that it has already.
 * Waits for the first one: while the session is closing, the others follow.
 */
async function cancelAll(cancel: () => Promise<void>, underWay: () => number): Promise<void> {
  await cancel();
  const rest = async () => {
    while (underWay() > 0) await cancel();
  };
  void rest();
}

const CLOSE_GRACE_MS = 500;

async function closeGracefully(client: pg.Client): Promise<void> {
  const force = setTimeout(() => socketOf(client)?.destroy(), CLOSE_GRACE_MS);
  await client.end().catch(() => undefined);
  clearTimeout(force);
}

/** Of pg, absent from its typings; I is idle. */
interface TransactionStatus {
  getTransactionStatus(): 'I' | 'T' | 'E' | null;
}

/** What pg keeps of the server's BackendKeyData message, absent from its typings. */
interface BackendKey {
  readonly processID: number;
  readonly secretKey: number;
}

interface Destroyable {
  destroy(error?: Error): void;
}

/** What pg keeps to itself. */
interface Wire {
  readonly stream?: Destroyable;
  once(event: 'connect', listener: () => void): void;
}

function connectionOf(client: pg.Client): Wire | undefined {
  return (client as unknown as { connection?: Wire }).connection;
}

function socketOf(client: pg.Client): Destroyable | undefined {
  return connectionOf(client)?.stream;
}

function isTimeout(error: unknown): boolean {
  return failureOf(error).reason === 'timeout';
}

function abortError(signal: AbortSignal | undefined): Error | undefined {
  return signal?.reason instanceof Error ? signal.reason : undefined;
}

import type { Connection, TextResult } from './connection.ts';

/** Runs catalog statements on one connection, each inside a read-only transaction. */
export interface ReadSession {
  read(statement: ReadStatement): Promise<TextResult>;
  /** Ends an open transaction. */
  end(): Promise<void>;
}

export interface ReadStatement {
  readonly sql: string;
  readonly values?: readonly (string | number | boolean | null)[];
  /** Schemas between pg_catalog and public. */
  readonly schemas?: readonly string[];
  readonly timeoutMs: number;
  readonly maxRows?: number;
}

/**
 * From PostgreSQL 15 on each statement has a transaction of its own, so that catalog locks are
 * short. The statistics collector of 13 and 14 re-reads its file in every transaction that looks
 * at statistics, so there one transaction with savepoints serves until `end`.
 */
export function readSession(connection: Connection, versionNum: number): ReadSession {
  return versionNum >= 150_000 ? perStatement(connection) : oneTransaction(connection);
}

function perStatement(connection: Connection): ReadSession {
  return {
    // One round trip: all four are sent before the first answer is awaited.
    read: (statement) =>
      answerOf([
        connection.script(BEGIN),
        configure(connection, statement, true),
        read(connection, statement),
        connection.script('COMMIT'),
      ]),
    end: async () => undefined,
  };
}

function oneTransaction(connection: Connection): ReadSession {
  let open = false;
  return {
    async read(statement) {
      const begin = open ? [] : [connection.script(BEGIN)];
      open = true;
      try {
        return await answerOf([
          ...begin,
          connection.script('SAVEPOINT pgvitals'),
          configure(connection, statement, false),
          read(connection, statement),
          connection.script('RELEASE SAVEPOINT pgvitals'),
        ]);
      } catch (error) {
        await connection
          .script('ROLLBACK TO SAVEPOINT pgvitals; RELEASE SAVEPOINT pgvitals')
          .catch(() => undefined);
        throw error;
      }
    },
    async end() {
      if (!open) return;
      open = false;
      await connection.script('COMMIT').catch(() => undefined);
    },
  };
}

const BEGIN = 'BEGIN TRANSACTION READ ONLY';

/**
 * By set_config with parameters: pg_stat_statements would keep an entry for every different SET,
 * and a transaction pooler forgets settings that are not local to the transaction.
 */
function configure(connection: Connection, statement: ReadStatement, consistency: boolean) {
  const settings = consistency ? [...SETTINGS, 'stats_fetch_consistency'] : SETTINGS;
  const calls = settings.map((name, index) => `set_config('${name}', $${index + 1}, true)`);
  const values = [
    `${Math.max(1, Math.floor(statement.timeoutMs))}ms`,
    LOCK_TIMEOUT,
    IDLE_TIMEOUT,
    searchPath(statement.schemas ?? []),
    'UTC',
    'ISO, YMD',
    'off',
    ...(consistency ? ['none'] : []),
  ];
  return connection.query(`/* pgvitals:session */ SELECT ${calls.join(', ')}`, { values });
}

const SETTINGS: readonly string[] = [
  'statement_timeout',
  'lock_timeout',
  'idle_in_transaction_session_timeout',
  'search_path',
  'TimeZone',
  'DateStyle',
  'jit',
];

const LOCK_TIMEOUT = '100ms';
const IDLE_TIMEOUT = '10s';

function searchPath(schemas: readonly string[]): string {
  const quoted = [...new Set(schemas)].map((schema) => `"${schema.replaceAll('"', '""')}"`);
  return ['pg_catalog', ...quoted, 'public', 'pg_temp'].join(', ');
}

function read(connection: Connection, { sql, values, maxRows }: ReadStatement) {
  return connection.query(sql, {
    ...(values === undefined ? {} : { values }),
    ...(maxRows === undefined ? {} : { maxRows }),
  });
}

/** The answer of the statement itself, which is the last but one of what was sent. */
async function answerOf(sent: readonly Promise<unknown>[]): Promise<TextResult> {
  const outcomes = await Promise.allSettled(sent);
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  const answer = outcomes.at(-2);
  return (answer as PromiseFulfilledResult<TextResult>).value;
}

import type { Connection, RowSink, TextResult } from './connection.ts';
import { consoleSession } from './console-session.ts';
import { StaleStatementError } from './stale-statement-error.ts';
import { statementSettings } from './statement-settings.ts';

/** Runs catalog statements on one connection, each inside a read-only transaction where there are any. */
export interface ReadSession {
  /** How many statements may be under way at once; they run one after the other all the same. */
  readonly inFlight: number;
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
  readonly sink?: RowSink;
}

/**
 * From PostgreSQL 15 on each statement has a transaction of its own, so that catalog locks are
 * short. The statistics collector of 13 and 14 re-reads its file in every transaction that looks
 * at statistics, so there one transaction with savepoints serves until `end`. For statements that
 * do not look at statistics the version does not matter.
 */
export function readSession(connection: Connection, versionNum?: number): ReadSession {
  if (connection.console) return consoleSession(connection);
  const session =
    versionNum === undefined || versionNum >= 150_000
      ? perStatement(connection, versionNum ?? 0)
      : oneTransaction(connection, versionNum);
  return { ...session, read: (statement) => againIfStale(session, statement) };
}

async function againIfStale(session: ReadSession, statement: ReadStatement): Promise<TextResult> {
  try {
    return await session.read(statement);
  } catch (error) {
    if (!(error instanceof StaleStatementError)) throw error;
    return await session.read(statement);
  }
}

/** While one answer is read, the server is at work on the next statement. */
const IN_FLIGHT = 8;

const BEGIN = 'BEGIN TRANSACTION READ ONLY';

function perStatement(connection: Connection, versionNum: number): ReadSession {
  return connection.pooled ? pooled(connection, versionNum) : direct(connection, versionNum);
}

/** Behind a pooler the next transaction may run on another session: settings are local to it. */
function pooled(connection: Connection, versionNum: number): ReadSession {
  const settings = statementSettings(versionNum);
  return {
    inFlight: IN_FLIGHT,
    read(statement) {
      const changed = settings.changed(statement);
      settings.forget();
      return answerOf([
        connection.script(BEGIN),
        ...changed.map((change) => apply(connection, change, true)),
        read(connection, statement),
        connection.script('COMMIT'),
      ]);
    },
    end: async () => undefined,
  };
}

function direct(connection: Connection, versionNum: number): ReadSession {
  const settings = statementSettings(versionNum);
  return {
    inFlight: IN_FLIGHT,
    // The server gets them in the order of the calls, before the first answer is awaited.
    async read(statement) {
      const configured = settings
        .changed(statement)
        .map((change) => apply(connection, change, false));
      const answer = returnsRows(statement.sql)
        ? read(connection, statement, true)
        : answerOf([
            connection.script(BEGIN),
            read(connection, statement),
            connection.script('COMMIT'),
          ]);
      try {
        const [result] = await Promise.all([answer, ...configured]);
        return result;
      } catch (error) {
        // It may have been the settings that failed.
        settings.forget();
        throw error;
      }
    },
    async end() {
      // The text of a statement can be BEGIN.
      if (connection.inTransaction) await connection.script('ROLLBACK').catch(() => undefined);
    },
  };
}

/** Neither of transactions, nor able to leave one. */
function returnsRows(sql: string): boolean {
  return ROWS.test(sql);
}

const ROWS = /^\s*(?:--[^\n]*\n\s*|\/\*(?:(?!\*\/).)*\*\/\s*)*(?:SELECT|WITH|VALUES|TABLE)\b/is;

function oneTransaction(connection: Connection, versionNum: number): ReadSession {
  const settings = statementSettings(versionNum);
  let open = false;
  return {
    // A failure must be rolled back before the next statement.
    inFlight: 1,
    async read(statement) {
      const begin = open ? [] : [connection.script(BEGIN)];
      open = true;
      const changed = settings.changed(statement);
      try {
        return await answerOf([
          ...begin,
          connection.script('SAVEPOINT pgvitals'),
          ...changed.map((change) => apply(connection, change, true)),
          read(connection, statement),
          connection.script('RELEASE SAVEPOINT pgvitals'),
        ]);
      } catch (error) {
        // The settings made since the savepoint are gone with it.
        settings.forget();
        await connection
          .script('ROLLBACK TO SAVEPOINT pgvitals; RELEASE SAVEPOINT pgvitals')
          .catch(async () => {
            // The statement has left the transaction: what follows must not run outside of one.
            open = false;
            await connection.script('ROLLBACK').catch(() => undefined);
          });
        throw error;
      }
    },
    async end() {
      if (!open) return;
      open = false;
      settings.forget();
      await connection.script('COMMIT').catch(() => undefined);
    },
  };
}

/**
 * By set_config with parameters: pg_stat_statements would keep an entry for every different SET.
 */
function apply(
  connection: Connection,
  settings: ReadonlyMap<string, string>,
  local: boolean,
): Promise<TextResult> {
  const calls = [...settings.keys()].map(
    (name, index) => `set_config('${name}', $${index + 1}, ${local})`,
  );
  const values = [...settings.values()];
  return read(connection, {
    sql: `SELECT /* pgvitals:session */ ${calls.join(', ')}`,
    values,
  });
}

function read(
  connection: Connection,
  { sql, values, maxRows, sink }: Omit<ReadStatement, 'timeoutMs'>,
  readOnly = false,
): Promise<TextResult> {
  const options = {
    ...(values === undefined ? {} : { values }),
    ...(maxRows === undefined ? {} : { maxRows }),
    ...(sink === undefined ? {} : { sink }),
  };
  return connection.pooled
    ? connection.query(sql, options)
    : connection.read(sql, { ...options, readOnly });
}

/** The answer of the statement itself, which is the last but one of what was sent. */
async function answerOf(sent: readonly Promise<unknown>[]): Promise<TextResult> {
  const outcomes = await Promise.allSettled(sent);
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  const answer = outcomes.at(-2);
  return (answer as PromiseFulfilledResult<TextResult>).value;
}

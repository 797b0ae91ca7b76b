import type { Connection, ReadLead, RowSink, TextResult } from './connection.ts';
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
  /** Parse it anew, whatever the server keeps. */
  readonly anew?: boolean;
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
    // Another statement may throw the plans away once more.
    return await session.read({ ...statement, anew: true });
  }
}

/** While one answer is read, the server is at work on the next statement. */
const IN_FLIGHT = 8;

const BEGIN = 'BEGIN TRANSACTION READ ONLY';

function perStatement(connection: Connection, versionNum: number): ReadSession {
  return connection.pooled ? pooled(connection, versionNum) : direct(connection, versionNum);
}

/** Behind a pooler the next transaction may run on another session. */
function pooled(connection: Connection, versionNum: number): ReadSession {
  return {
    inFlight: IN_FLIGHT,
    read: (statement) => inTransaction(connection, versionNum, statement),
    end: async () => undefined,
  };
}

function direct(connection: Connection, versionNum: number): ReadSession {
  return {
    inFlight: IN_FLIGHT,
    // The server gets them in the order of the calls, before the first answer is awaited.
    read(statement) {
      if (!returnsRows(statement.sql)) return inTransaction(connection, versionNum, statement);
      const settings = new Map([READ_ONLY, ...statementSettings(versionNum, statement)]);
      return read(connection, statement, setting(settings));
    },
    async end() {
      // The text of a statement can be BEGIN.
      if (connection.inTransaction) await connection.script('ROLLBACK').catch(() => undefined);
    },
  };
}

/** As SET TRANSACTION READ ONLY, which warns where no BEGIN came before it. */
const READ_ONLY = ['transaction_read_only', 'on'] as const;

function inTransaction(
  connection: Connection,
  versionNum: number,
  statement: ReadStatement,
): Promise<TextResult> {
  return answerOf([
    connection.script(BEGIN),
    read(connection, setting(statementSettings(versionNum, statement))),
    read(connection, statement),
    connection.script('COMMIT'),
  ]);
}

/** Neither of transactions, nor able to leave one. */
function returnsRows(sql: string): boolean {
  return ROWS.test(sql);
}

/** After comments that end where PostgreSQL says, too: at a carriage return, and without nested ones. */
const ROWS =
  /^\s*(?:--[^\r\n]*[\r\n]\s*|\/\*(?:(?!\*\/|\/\*).)*\*\/\s*)*(?:SELECT|WITH|VALUES|TABLE)\b/is;

function oneTransaction(connection: Connection, versionNum: number): ReadSession {
  let current: ReadonlyMap<string, string> = new Map();
  let open = false;
  return {
    // A failure must be rolled back before the next statement.
    inFlight: 1,
    async read(statement) {
      const begin = open ? [] : [connection.script(BEGIN)];
      open = true;
      const wanted = statementSettings(versionNum, statement);
      const changed = [...wanted].filter(([name, value]) => current.get(name) !== value);
      current = wanted;
      const sent = [
        ...begin,
        // Ahead of the savepoint: they outlive it, and what the statement sets does not.
        ...(changed.length === 0 ? [] : [read(connection, setting(changed))]),
        connection.script('SAVEPOINT pgvitals'),
        read(connection, statement),
      ];
      const undone = connection.script(UNDO);
      try {
        return await answerOf([...sent, undone]);
      } catch (error) {
        await undone.catch(async () => {
          // The statement has left the transaction: what follows must not run outside of one.
          open = false;
          current = new Map();
          await connection.script('ROLLBACK').catch(() => undefined);
        });
        throw error;
      }
    },
    async end() {
      if (!open) return;
      open = false;
      current = new Map();
      await connection.script('COMMIT').catch(() => undefined);
    },
  };
}

const UNDO = 'ROLLBACK TO SAVEPOINT pgvitals; RELEASE SAVEPOINT pgvitals';

/**
 * For this transaction only, as a function that a statement calls may set others for the session.
 * By set_config with parameters: pg_stat_statements would keep an entry for every different SET.
 */
function setting(settings: Iterable<readonly [string, string]>): ReadLead {
  const entries = [...settings];
  const calls = entries.map(([name], index) => `set_config('${name}', $${index + 1}, true)`);
  return {
    sql: `SELECT /* pgvitals:session */ ${calls.join(', ')}`,
    values: entries.map(([, value]) => value),
  };
}

function read(
  connection: Connection,
  { anew, maxRows, sink, sql, values }: Omit<ReadStatement, 'timeoutMs'>,
  lead?: ReadLead,
): Promise<TextResult> {
  const options = {
    ...(values === undefined ? {} : { values }),
    ...(maxRows === undefined ? {} : { maxRows }),
    ...(sink === undefined ? {} : { sink }),
  };
  if (connection.pooled) return connection.query(sql, options);
  return connection.read(sql, {
    ...options,
    ...(anew === undefined ? {} : { anew }),
    ...(lead === undefined ? {} : { lead }),
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

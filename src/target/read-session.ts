import type { Connection, RowSink, TextResult } from './connection.ts';
import { consoleSession } from './console-session.ts';
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
 * at statistics, so there one transaction with savepoints serves until `end`.
 */
export function readSession(connection: Connection, versionNum: number): ReadSession {
  if (connection.console) return consoleSession(connection);
  return versionNum >= 150_000
    ? perStatement(connection, versionNum)
    : oneTransaction(connection, versionNum);
}

/** While one answer is read, the server is at work on the next statement. */
const IN_FLIGHT = 4;

const BEGIN = 'BEGIN TRANSACTION READ ONLY';

function perStatement(connection: Connection, versionNum: number): ReadSession {
  const settings = statementSettings(versionNum);
  // Behind a pooler the next transaction may run on another session of the server.
  const local = connection.pooled;
  return {
    inFlight: IN_FLIGHT,
    // One round trip: all is sent before the first answer is awaited.
    read(statement) {
      const changed = settings.changed(statement);
      if (local) settings.forget();
      const configure = () => changed.map((change) => apply(connection, change, local));
      const begin = () => [connection.script(BEGIN)];
      // The server gets them in the order of the calls.
      const before = local ? [...begin(), ...configure()] : [...configure(), ...begin()];
      const sent = [...before, read(connection, statement), connection.script('COMMIT')];
      return answerOf(sent).catch((error) => {
        // It may have been the settings that failed.
        settings.forget();
        throw error;
      });
    },
    end: async () => undefined,
  };
}

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
  return connection.query(`SELECT /* pgvitals:session */ ${calls.join(', ')}`, { values });
}

function read(connection: Connection, { sql, values, maxRows, sink }: ReadStatement) {
  return connection.query(sql, {
    ...(values === undefined ? {} : { values }),
    ...(maxRows === undefined ? {} : { maxRows }),
    ...(sink === undefined ? {} : { sink }),
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

import type { ClientBase } from 'pg';
import type { Connection, TextResult } from './connection.ts';

/**
 * A session in the shape that a migration library takes. Whoever gives it has begun a transaction
 * and ends it: what the library says of BEGIN, COMMIT and ROLLBACK does not reach the server.
 */
export function migrationClient(session: Connection): ClientBase {
  const query = async (given: string | Statement, values?: readonly string[]) => {
    const { text, values: own } = typeof given === 'string' ? { text: given } : given;
    if (TRANSACTION.test(text)) return { rows: [] };
    const used = values ?? own;
    const options = used === undefined ? { simple: true } : { values: used };
    return { rows: rowObjects(await session.query(text, options)) };
  };
  return { query } as unknown as ClientBase;
}

interface Statement {
  readonly text: string;
  readonly values?: readonly string[];
}

const TRANSACTION = /^\s*(BEGIN|COMMIT|ROLLBACK)\s*;?\s*$/i;

const BOOLEAN_OID = 16;

function rowObjects({ columns, rows }: TextResult): readonly Readonly<Record<string, unknown>>[] {
  return rows.map((row) =>
    Object.fromEntries(
      columns.map(({ name, typeOid }, index) => {
        const text = row[index] ?? null;
        return [name, typeOid === BOOLEAN_OID && text !== null ? text === 't' : text];
      }),
    ),
  );
}

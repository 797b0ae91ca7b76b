import { connect } from '../target/connect.ts';
import type { ConnectOptions } from '../target/connection.ts';
import { FileError } from '../yaml/problem.ts';
import { sqlError } from './sql-error.ts';

/**
 * Runs a file of SQL, all of it in one transaction unless it says otherwise.
 * @throws FileError where PostgreSQL refuses it
 */
export async function runSetup(options: ConnectOptions, file: string, sql: string): Promise<void> {
  const connection = await connect(options);
  try {
    await connection.script(sql);
  } catch (error) {
    const { message, offset = 0 } = sqlError(error, sql);
    throw new FileError([{ file, ...placeIn(sql, offset), message }], { cause: error });
  } finally {
    await connection.close();
  }
}

function placeIn(text: string, offset: number): { readonly line: number; readonly col: number } {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, col: (before.at(-1)?.length ?? 0) + 1 };
}

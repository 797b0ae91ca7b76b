import type { Connection } from '../target/connection.ts';

/** The one value of a statement that answers in JSON. */
export async function readJson<T>(
  session: Connection,
  sql: string,
  values: readonly string[] = [],
): Promise<T> {
  const { rows } = await session.query(sql, { values });
  return JSON.parse(rows[0]?.[0] ?? 'null') as T;
}

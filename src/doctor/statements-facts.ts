import { quoteName } from '../setup/quote.ts';
import type { Connection } from '../target/connection.ts';
import { failureOf } from '../target/failure.ts';
import type { ExtensionFacts } from './server-facts.ts';

/** How full pg_stat_statements is; a text says why it cannot be read. */
export type StatementsFacts =
  | { readonly entries: number; readonly max: number; readonly deallocations: number | undefined }
  | string;

export async function readStatementsFacts(
  session: Connection,
  { schema }: ExtensionFacts,
): Promise<StatementsFacts> {
  const home = quoteName(schema);
  try {
    const { rows } = await session.query(
      `SELECT count(*), current_setting('pg_stat_statements.max') FROM ${home}.pg_stat_statements(false)`,
    );
    const [entries, max] = rows[0] ?? [];
    return { entries: Number(entries), max: Number(max), deallocations: await evicted() };
  } catch (error) {
    return failureOf(error).message;
  }

  /** From 14 on, with the extension brought up to date. */
  async function evicted(): Promise<number | undefined> {
    const { rows } = await session.query('SELECT to_regclass($1) IS NOT NULL', {
      values: [`${home}.pg_stat_statements_info`],
    });
    if (rows[0]?.[0] !== 't') return undefined;
    const info = await session.query(`SELECT dealloc FROM ${home}.pg_stat_statements_info`);
    return Number(info.rows[0]?.[0]);
  }
}

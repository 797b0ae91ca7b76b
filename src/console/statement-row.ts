import { ratioOf } from './ratio-of.ts';

/** One statement of pg_stat_statements, by role and database. */
export interface StatementRow {
  readonly queryid: string;
  readonly user: string;
  readonly database: string;
  readonly calls: number;
  readonly seconds: number;
  readonly least: number;
  readonly most: number;
  readonly mean: number;
  readonly deviation: number;
  readonly rows: number;
  readonly blocksHit: number;
  readonly blocksRead: number;
  readonly cacheHit: number | null;
  readonly tempBlocks: number;
  readonly walBytes: number;
  readonly ioSeconds: number;
  readonly planSeconds: number;
}

type TextRow = Readonly<Record<string, string | null>>;

/** Out of a row of the console query console_statements. */
export function statementRow(row: TextRow): StatementRow {
  const number = (name: string) => Number(row[name] ?? 0);
  const [calls, seconds] = [number('calls'), number('seconds')];
  const mean = calls > 0 ? seconds / calls : 0;
  const variance = calls > 0 ? number('squares') / calls - mean ** 2 : 0;
  return {
    queryid: row.queryid ?? '',
    user: row.user ?? '',
    database: row.datname ?? '',
    calls,
    seconds,
    mean,
    least: number('least'),
    most: number('most'),
    // What is left of one call, or of equal ones, is rounding.
    deviation: variance > mean ** 2 * 1e-12 ? Math.sqrt(variance) : 0,
    rows: number('rows'),
    blocksHit: number('blks_hit'),
    blocksRead: number('blks_read'),
    cacheHit: ratioOf(number('blks_hit'), number('blks_read')),
    tempBlocks: number('temp_blks'),
    walBytes: number('wal_bytes'),
    ioSeconds: number('io_seconds'),
    planSeconds: number('plan_seconds'),
  };
}

/** What tells one entry from another. */
export function statementKey(row: {
  readonly queryid: string;
  readonly user: string;
  readonly database: string;
}): string {
  return JSON.stringify([row.queryid, row.user, row.database]);
}

/** The texts of the console query console_statement_texts by {@link statementKey}. */
export function statementTexts(rows: readonly TextRow[]): ReadonlyMap<string, string> {
  return new Map(
    rows.map((row) => [
      statementKey({
        queryid: row.queryid ?? '',
        user: row.user ?? '',
        database: row.datname ?? '',
      }),
      row.query ?? '',
    ]),
  );
}

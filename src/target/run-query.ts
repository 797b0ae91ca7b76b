import pg from 'pg';
import type { QueryOptions, RowSink, TextResult, TextRow } from './connection.ts';

/**
 * One statement by the extended protocol, so that a second statement in the text is refused; the
 * console of a PgBouncer refuses it by itself.
 */
export function runQuery(
  client: pg.Client,
  sql: string,
  { values = [], maxRows = Number.POSITIVE_INFINITY, simple = false, sink }: QueryOptions = {},
): Promise<TextResult> {
  return new Promise((resolve, reject) => {
    const query = new pg.Query({
      text: sql,
      values: [...values],
      rowMode: 'array',
      ...(simple ? {} : { queryMode: 'extended' }),
      types: TEXT_ROWS,
    } as pg.QueryConfig);
    const rows: TextRow[] = [];
    const take = guarded(sink ?? (() => (row) => rows.push(row)));
    let count = 0;
    const emitter = query as unknown as QueryEvents;
    emitter.on('row', (row, { fields }) => {
      count += 1;
      if (count <= maxRows) take.row(row, fields);
    });
    emitter.on('error', reject);
    emitter.on('end', ({ fields }) => {
      const columns = take.start(fields);
      const { failure } = take;
      if (failure === undefined)
        resolve({ columns, rows, truncated: Math.max(0, count - maxRows) });
      else reject(failure.error);
    });
    client.query(query);
  });
}

/** A sink that throws must not do so in the middle of pg's parser. */
function guarded(sink: RowSink) {
  let columns: TextResult['columns'] | undefined;
  let take: ((row: TextRow) => void) | undefined;
  let failure: { readonly error: unknown } | undefined;
  const attempt = (work: () => void) => {
    try {
      if (failure === undefined) work();
    } catch (error) {
      failure = { error };
    }
  };
  const start = (fields: Fields): TextResult['columns'] => {
    if (columns !== undefined) return columns;
    const known = fields.map(({ name, dataTypeID }) => ({ name, typeOid: dataTypeID }));
    columns = known;
    attempt(() => {
      take = sink(known);
    });
    return known;
  };
  return {
    start,
    row(row: TextRow, fields: Fields) {
      if (columns === undefined) start(fields);
      attempt(() => take?.(row));
    },
    get failure() {
      return failure;
    },
  };
}

/** Leaves every value as the text that PostgreSQL sent. */
const TEXT_ROWS = { getTypeParser: () => (text: string) => text };

interface QueryEvents {
  on(event: 'row', listener: (row: TextRow, result: { readonly fields: Fields }) => void): void;
  on(event: 'error', listener: (error: Error) => void): void;
  on(event: 'end', listener: (result: { readonly fields: Fields }) => void): void;
}

type Fields = readonly { readonly name: string; readonly dataTypeID: number }[];

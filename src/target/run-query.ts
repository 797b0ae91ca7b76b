import pg from 'pg';
import type { QueryOptions, TextResult } from './connection.ts';

/** One statement by the extended protocol, so that a second statement in the text is refused. */
export function runQuery(
  client: pg.Client,
  sql: string,
  { values = [], maxRows = Number.POSITIVE_INFINITY }: QueryOptions = {},
): Promise<TextResult> {
  return new Promise((resolve, reject) => {
    const query = new pg.Query({
      text: sql,
      values: [...values],
      rowMode: 'array',
      queryMode: 'extended',
      types: TEXT_ROWS,
    } as pg.QueryConfig);
    const rows: (string | null)[][] = [];
    let truncated = 0;
    const emitter = query as unknown as QueryEvents;
    emitter.on('row', (row) => {
      if (rows.length < maxRows) rows.push(row);
      else truncated += 1;
    });
    emitter.on('error', reject);
    emitter.on('end', ({ fields }) => {
      const columns = fields.map(({ name, dataTypeID }) => ({ name, typeOid: dataTypeID }));
      resolve({ columns, rows, truncated });
    });
    client.query(query);
  });
}

/** Leaves every value as the text that PostgreSQL sent. */
const TEXT_ROWS = { getTypeParser: () => (text: string) => text };

interface QueryEvents {
  on(event: 'row', listener: (row: (string | null)[]) => void): void;
  on(event: 'error', listener: (error: Error) => void): void;
  on(event: 'end', listener: (result: FieldsOnly) => void): void;
}

interface FieldsOnly {
  readonly fields: readonly { readonly name: string; readonly dataTypeID: number }[];
}

import pg from 'pg';
import type { QueryOptions, TextResult, TextRow } from './connection.ts';
import { rowTaker } from './row-taker.ts';

/**
 * One statement by the extended protocol, so that a second statement in the text is refused; by the
 * simple one that is up to the caller.
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
    const take = rowTaker(sink ?? (() => (row) => rows.push(row)));
    let columns: TextResult['columns'] | undefined;
    let count = 0;
    const emitter = query as unknown as QueryEvents;
    emitter.on('row', (row, { fields }) => {
      count += 1;
      columns ??= columnsOf(fields);
      if (count <= maxRows) take.row(row, columns);
    });
    emitter.on('error', reject);
    emitter.on('end', (answers) => {
      columns ??= columnsOf(fieldsOf(answers));
      take.start(columns);
      if (take.failure !== undefined) reject(take.failure.error);
      else resolve({ columns, rows, truncated: Math.max(0, count - maxRows) });
    });
    client.query(query);
  });
}

/** Of several statements in one message, those of the one that returns rows. */
function fieldsOf(answers: Answer | readonly Answer[]): Fields {
  const all: readonly Answer[] = [answers].flat();
  return all.find(({ fields }) => fields.length > 0)?.fields ?? [];
}

function columnsOf(fields: Fields): TextResult['columns'] {
  return fields.map(({ name, dataTypeID }) => ({ name, typeOid: dataTypeID }));
}

/** Leaves every value as the text that PostgreSQL sent. */
const TEXT_ROWS = { getTypeParser: () => (text: string) => text };

interface QueryEvents {
  on(event: 'row', listener: (row: TextRow, answer: Answer) => void): void;
  on(event: 'error', listener: (error: Error) => void): void;
  on(event: 'end', listener: (answers: Answer | readonly Answer[]) => void): void;
}

interface Answer {
  readonly fields: Fields;
}

type Fields = readonly { readonly name: string; readonly dataTypeID: number }[];

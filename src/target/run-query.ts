import pg from 'pg';
import type { QueryOptions, RowSink, TextResult, TextRow } from './connection.ts';

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
    const take = guarded(sink ?? (() => (row) => rows.push(row)));
    let count = 0;
    const emitter = query as unknown as QueryEvents;
    emitter.on('row', (row, { fields }) => {
      count += 1;
      if (count <= maxRows) take.row(row, fields);
    });
    emitter.on('error', reject);
    emitter.on('end', (answers) => {
      const columns = take.start(fieldsOf(answers));
      const { failure } = take;
      if (failure === undefined)
        resolve({ columns, rows, truncated: Math.max(0, count - maxRows) });
      else reject(failure.error);
    });
    client.query(query);
  });
}

/** Of several statements in one message, those of the one that returns rows. */
function fieldsOf(answers: Answer | readonly Answer[]): Fields {
  const all: readonly Answer[] = [answers].flat();
  return all.find(({ fields }) => fields.length > 0)?.fields ?? [];
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
  on(event: 'row', listener: (row: TextRow, answer: Answer) => void): void;
  on(event: 'error', listener: (error: Error) => void): void;
  on(event: 'end', listener: (answers: Answer | readonly Answer[]) => void): void;
}

interface Answer {
  readonly fields: Fields;
}

type Fields = readonly { readonly name: string; readonly dataTypeID: number }[];

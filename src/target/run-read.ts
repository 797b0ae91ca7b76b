import pg from 'pg';
import type { ReadOptions, TextResult, TextRow } from './connection.ts';
import { rowTaker } from './row-taker.ts';
import { StaleStatementError } from './stale-statement-error.ts';
import type { StatementMemory, StatementUse } from './statement-memory.ts';

/**
 * One statement by the extended protocol, all its messages in one write, together with those of
 * the statements that are sent in the same turn of the event loop. pg's own query would describe
 * the columns each time and make a transaction of each statement. Rejects with a
 * StaleStatementError where the same text, sent again, would be parsed anew.
 */
export function runRead(
  client: pg.Client,
  memory: StatementMemory,
  sql: string,
  { anew = false, lead, maxRows = Number.POSITIVE_INFINITY, sink, values = [] }: ReadOptions,
): Promise<TextResult> {
  return new Promise((resolve, reject) => {
    const rows: TextRow[] = [];
    const take = rowTaker(sink ?? (() => (row) => rows.push(row)));
    const leads = lead === undefined ? [] : [lead];
    const texts = [...leads, { sql, values }];
    let columns: TextResult['columns'] = [];
    let reused = false;
    let completed = 0;
    let count = 0;
    const events: Submitted = {
      submit(wire) {
        const { stream } = wire;
        stream.cork();
        process.nextTick(() => stream.uncork());
        for (const name of memory.takeForgotten()) wire.close({ type: 'S', name });
        const sent = texts.map((text) => send(wire, text, anew ? ANEW : memory.use(text.sql)));
        reused = sent.some(({ parse }) => !parse);
        columns = sent.at(-1)?.columns ?? [];
        wire.sync();
        return null;
      },
      handleRowDescription({ fields }) {
        // The columns of what leads are of no use to anybody.
        const described = fields.map(({ name, dataTypeID }) => ({ name, typeOid: dataTypeID }));
        memory.learn(texts[completed]?.sql ?? sql, described);
        if (completed === leads.length) columns = described;
      },
      handleDataRow({ fields }) {
        if (completed < leads.length) return;
        count += 1;
        if (count <= maxRows) take.row(fields, columns);
      },
      handleCommandComplete() {
        completed += 1;
      },
      handleEmptyQuery() {
        completed += 1;
      },
      handleError(error) {
        for (const text of texts) memory.forget(text.sql);
        if (error.code === THROWN_AWAY) memory.forgetAll();
        const stale =
          reused && count === 0 && (error.code === THROWN_AWAY || error.code === OTHER_COLUMNS);
        reject(stale ? new StaleStatementError({ cause: error }) : error);
      },
      handleReadyForQuery() {
        take.start(columns);
        if (take.failure !== undefined) reject(take.failure.error);
        else resolve({ columns, rows, truncated: Math.max(0, count - maxRows) });
      },
    };
    // pg takes nothing but its own queries into a pipeline.
    client.query(Object.assign(new pg.Query({ text: sql }), events) as pg.Query);
  });
}

const ANEW: StatementUse = { name: '', parse: true };

/** invalid_sql_statement_name, as after DISCARD or DEALLOCATE. */
const THROWN_AWAY = '26000';
/** feature_not_supported: a kept plan cannot change the columns of its rows. */
const OTHER_COLUMNS = '0A000';

function send(wire: Wire, { sql, values }: Sent, use: StatementUse): StatementUse {
  const { columns, name, parse } = use;
  if (parse) wire.parse({ name, text: sql, types: [] });
  wire.bind({ statement: name, values: values.map((value) => value?.toString() ?? null) });
  if (columns === undefined) wire.describe({ type: 'P', name: '' });
  wire.execute({});
  return use;
}

interface Sent {
  readonly sql: string;
  readonly values: readonly (string | number | boolean | null)[];
}

/** What pg's connection offers its queries, absent from its typings. */
interface Wire {
  readonly stream: { cork(): void; uncork(): void };
  parse(message: { name: string; text: string; types: readonly number[] }): void;
  bind(message: { statement: string; values: readonly (string | null)[] }): void;
  describe(message: { type: 'P'; name: string }): void;
  execute(message: object): void;
  close(message: { type: 'S'; name: string }): void;
  sync(): void;
}

/** What pg calls on a query as its answers come in. */
interface Submitted {
  submit(wire: Wire): null;
  handleRowDescription(message: {
    readonly fields: readonly { readonly name: string; readonly dataTypeID: number }[];
  }): void;
  handleDataRow(message: { readonly fields: TextRow }): void;
  handleCommandComplete(): void;
  handleEmptyQuery(): void;
  handleError(error: Error & { readonly code?: string }): void;
  handleReadyForQuery(): void;
}

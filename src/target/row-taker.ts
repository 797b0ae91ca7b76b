import type { RowSink, TextResult, TextRow } from './connection.ts';

type Columns = TextResult['columns'];

/** Hands rows to a sink, the columns first and once. */
export interface RowTaker {
  start(columns: Columns): void;
  row(row: TextRow, columns: Columns): void;
  /** What the sink threw: it must not do so in the middle of pg's parser. */
  readonly failure: { readonly error: unknown } | undefined;
}

export function rowTaker(sink: RowSink): RowTaker {
  let started = false;
  let take: ((row: TextRow) => void) | undefined;
  let failure: { readonly error: unknown } | undefined;
  function start(columns: Columns): void {
    if (started) return;
    started = true;
    try {
      take = sink(columns);
    } catch (error) {
      failure = { error };
    }
  }
  return {
    start,
    row(row, columns) {
      start(columns);
      if (failure !== undefined) return;
      try {
        take?.(row);
      } catch (error) {
        failure = { error };
      }
    },
    get failure() {
      return failure;
    },
  };
}

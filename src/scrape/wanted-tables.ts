import type { CatalogQuery } from '../catalog/query.ts';
import type { RowSink } from '../target/connection.ts';

/** Of a query whose rows are of tables, hands on only those of tables that somebody wants. */
export function wantedTables(
  { columns: declared }: Pick<CatalogQuery, 'columns'>,
  wants: ((schema: string, table: string) => boolean) | undefined,
  sink: RowSink,
): RowSink {
  const isLabel = (name: string) =>
    declared.some(({ column, usage }) => usage === 'LABEL' && column === name);
  if (wants === undefined || !isLabel('schemaname') || !isLabel('relname')) return sink;
  return (columns) => {
    const take = sink(columns);
    const schema = columns.findIndex(({ name }) => name === 'schemaname');
    const table = columns.findIndex(({ name }) => name === 'relname');
    return (row) => {
      if (wants(row[schema] ?? '', row[table] ?? '')) take(row);
    };
  };
}

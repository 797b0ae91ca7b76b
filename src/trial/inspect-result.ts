import type { CatalogQuery } from '../catalog/query.ts';
import type { QueryPlaces } from '../catalog/query-places.ts';
import { rowLabels } from '../scrape/row-labels.ts';
import { type ShapedResult, shapeResult } from '../scrape/shape-result.ts';
import { valueColumns } from '../scrape/value-columns.ts';
import type { TextResult } from '../target/connection.ts';
import type { Complaint } from './trial.ts';

export interface InspectedResult {
  readonly rows: number;
  readonly series: number;
  readonly columns: readonly string[];
  readonly undeclared: readonly string[];
  readonly complaints: readonly Complaint[];
}

/** What the exporter would make of these rows, and what it would drop, with an example of each. */
export function inspectResult(
  query: CatalogQuery,
  result: TextResult,
  places: QueryPlaces,
): InspectedResult {
  const { dropped, rows, series } = shape(query, result);
  const columns = result.columns.map(({ name }) => name);
  const declared = new Set(query.columns.flatMap(partsOf));
  const index = new Map(columns.map((name, position) => [name, position]));
  const complaints = [
    ...duplicates(query, result, index, dropped.get('duplicate') ?? 0),
    ...oddValues(query, result, index, places),
    ...overBudget(query, dropped.get('budget') ?? 0),
  ];
  const undeclared =
    query.undeclared === 'untyped' ? [] : columns.filter((name) => !declared.has(name));
  return { rows, series, columns, undeclared, complaints };
}

function shape(query: CatalogQuery, { columns, rows, truncated }: TextResult): ShapedResult {
  const shaper = shapeResult(query, {});
  const take = shaper.sink(columns);
  for (const row of rows) take(row);
  return shaper.finish(truncated);
}

/** The columns of a result that a declared column is made of. */
export function partsOf({ column, usage }: CatalogQuery['columns'][number]): readonly string[] {
  if (usage !== 'HISTOGRAM') return [column];
  return ['', '_bucket', '_sum', '_count'].map((suffix) => column + suffix);
}

function duplicates(
  query: CatalogQuery,
  result: TextResult,
  index: ReadonlyMap<string, number>,
  dropped: number,
): readonly Complaint[] {
  if (dropped === 0) return [];
  const named = query.columns.flatMap(({ column, usage }) => (usage === 'NAME' ? [column] : []));
  const typeOids = result.columns.map(({ typeOid }) => typeOid);
  const labelsOf = rowLabels(query.columns, index, {}, typeOids);
  const seen = new Set<string>();
  for (const row of result.rows) {
    const names = named.map((column) => row[index.get(column) ?? -1] ?? '').join(' ');
    const labels = `${names}{${labelsOf(row)}}`;
    if (seen.has(labels)) {
      const message = `several rows have the labels ${labels}; only the first is kept, ${dropped} values are dropped`;
      return [{ kind: 'duplicate', message, place: query.source }];
    }
    seen.add(labels);
  }
  return [];
}

function oddValues(
  query: CatalogQuery,
  result: TextResult,
  index: ReadonlyMap<string, number>,
  places: QueryPlaces,
): readonly Complaint[] {
  return valueColumns(query.columns, result.columns, index).flatMap(
    ({ column: { column }, read }) => {
      const odd = result.rows.filter((row) => read(row) === undefined);
      const [first] = odd;
      if (first === undefined) return [];
      const value = short(first[index.get(column) ?? -1] ?? '');
      const message = `${column} is no number: "${value}"${odd.length > 1 ? `, and ${odd.length - 1} more` : ''}`;
      return [{ kind: 'not_a_number', message, place: places.column(query, column) }];
    },
  );
}

function overBudget(query: CatalogQuery, dropped: number): readonly Complaint[] {
  if (dropped === 0) return [];
  const message = `${dropped} values are over max_series (${query.maxSeries}) and are dropped`;
  return [{ kind: 'budget', message, place: query.source }];
}

function short(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}

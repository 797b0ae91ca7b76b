import type { CatalogQuery } from '../catalog/query.ts';
import type { Family } from '../metrics/family.ts';
import type { Labels } from '../metrics/label-text.ts';
import type { RowSink, TextResult, TextRow } from '../target/connection.ts';
import type { RowTable } from './collect-rows.ts';
import type { DropReason } from './drop-reason.ts';
import { observedHistograms } from './observed-histograms.ts';
import { rowLabels } from './row-labels.ts';
import { undeclaredColumns } from './undeclared-columns.ts';
import { type Cell, type ValueColumn, valueColumns } from './value-columns.ts';

/** The rows of one query in one database as metric families. */
export interface ShapedResult {
  readonly families: readonly Family[];
  readonly rows: number;
  readonly series: number;
  readonly dropped: ReadonlyMap<DropReason, number>;
  /** Of a feed: the rows themselves. */
  readonly table?: RowTable;
}

/** Makes families of the rows of one result while they arrive. */
export interface ResultShaper {
  /** Given to the query: takes its columns, then row by row. */
  readonly sink: RowSink;
  /** `truncated`: rows that were not given to the sink. */
  finish(truncated: number): ShapedResult;
}

type ShapedQuery = Pick<CatalogQuery, 'columns' | 'maxSeries' | 'prefix' | 'undeclared'>;

export function shapeResult(query: ShapedQuery, extraLabels: Labels): ResultShaper {
  let shape: Shape | undefined;
  return {
    sink(columns) {
      const started = startShape(query, columns, extraLabels);
      shape = started;
      return started.take;
    },
    finish: (truncated) => (shape ?? startShape(query, [], extraLabels)).finish(truncated),
  };
}

interface Shape {
  readonly take: (row: TextRow) => void;
  readonly finish: (truncated: number) => ShapedResult;
}

function startShape(
  query: ShapedQuery,
  columns: TextResult['columns'],
  extraLabels: Labels,
): Shape {
  const index = new Map(columns.map(({ name }, position) => [name, position]));
  const undeclared = undeclaredColumns(query, columns);
  const values = valueColumns([...query.columns, ...undeclared], columns, index);
  const nameColumn = query.columns.find(({ usage }) => usage === 'NAME')?.column;
  const namePosition = nameColumn === undefined ? undefined : index.get(nameColumn);
  const typeOids = columns.map(({ typeOid }) => typeOid);
  const labelsOf = rowLabels(query.columns, index, extraLabels, typeOids);
  const observed = observedHistograms(query, columns, index, labelsOf);

  const dropped = new Map<DropReason, number>();
  const drop = (reason: DropReason, count: number) => {
    if (count > 0) dropped.set(reason, (dropped.get(reason) ?? 0) + count);
  };
  const seen = new Set<string>();
  const labels: string[] = [];
  const names: string[] = [];
  const cells: Cell[] = [];
  let rows = 0;
  let series = 0;

  // Runs for every row of up to 20,000 tables: plain loops.
  function take(row: TextRow): void {
    rows += 1;
    observed.take(row);
    const text = labelsOf(row);
    const name = namePosition === undefined ? '' : metricSuffix(row[namePosition] ?? '');
    const key = namePosition === undefined ? text : `${name}{${text}`;
    let present = 0;
    for (let position = 0; position < values.length; position++) {
      const value = values[position] as ValueColumn;
      const cell = value.read(row);
      if (cell === undefined) {
        // Nobody said that an undeclared column is a number.
        if (value.column.usage !== 'UNTYPED') drop('not_a_number', 1);
      } else if (cell !== null) present += 1;
      cells[position] = cell ?? null;
    }
    if (seen.has(key)) drop('duplicate', present);
    else if (series + present > query.maxSeries) drop('budget', present);
    else {
      seen.add(key);
      labels.push(text);
      names.push(name);
      series += present;
      for (let position = 0; position < values.length; position++) {
        (values[position] as ValueColumn).out.push(cells[position] ?? null);
      }
    }
  }

  function finish(truncated: number): ShapedResult {
    // What was not even kept as a row cannot be looked at: each of its values counts.
    drop('budget', truncated * values.length);
    const histograms = observed.finish(query.maxSeries - series);
    for (const [reason, count] of histograms.dropped) drop(reason, count);
    const families =
      namePosition === undefined
        ? values.map((value) => familyOf(value, value.column.name, labels, value.out))
        : namedFamilies(query.prefix, values, names, labels);
    return {
      families: [...families, ...histograms.families],
      rows: rows + truncated,
      series: series + histograms.series,
      dropped,
    };
  }

  return { take, finish };
}

function familyOf(
  { column }: ValueColumn,
  name: string,
  labels: readonly string[],
  values: readonly Cell[],
): Family {
  const type = column.usage === 'UNTYPED' ? 'unknown' : column.usage.toLowerCase();
  return { name, help: column.description, type, blocks: [{ labels, values }] } as Family;
}

/** Each row of a query with a NAME column is a metric of its own name. */
function namedFamilies(
  prefix: string,
  values: readonly ValueColumn[],
  names: readonly string[],
  labels: readonly string[],
): readonly Family[] {
  const rowsByName = new Map<string, number[]>();
  for (const [row, name] of names.entries()) {
    const rows = rowsByName.get(name);
    if (rows === undefined) rowsByName.set(name, [row]);
    else rows.push(row);
  }
  return values.flatMap((value) =>
    [...rowsByName].map(([name, rows]) =>
      familyOf(
        value,
        `${prefix}_${name}`,
        rows.map((row) => labels[row] ?? ''),
        rows.map((row) => value.out[row] ?? null),
      ),
    ),
  );
}

function metricSuffix(text: string): string {
  return text.replace(/[^a-zA-Z0-9_]/g, '_');
}

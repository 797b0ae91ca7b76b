import type { CatalogQuery } from '../catalog/query.ts';
import type { Family } from '../metrics/family.ts';
import type { Labels } from '../metrics/label-text.ts';
import type { TextResult } from '../target/connection.ts';
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
}

export function shapeResult(
  query: Pick<CatalogQuery, 'columns' | 'maxSeries' | 'prefix' | 'undeclared'>,
  result: TextResult,
  extraLabels: Labels,
): ShapedResult {
  const index = new Map(result.columns.map(({ name }, position) => [name, position]));
  const undeclared = undeclaredColumns(query, result);
  const values = valueColumns([...query.columns, ...undeclared], result, index);
  const nameColumn = query.columns.find(({ usage }) => usage === 'NAME')?.column;
  const namePosition = nameColumn === undefined ? undefined : index.get(nameColumn);
  const typeOids = result.columns.map(({ typeOid }) => typeOid);
  const labelsOf = rowLabels(query.columns, index, extraLabels, typeOids);

  const dropped = new Map<DropReason, number>();
  const drop = (reason: DropReason, count: number) => {
    if (count > 0) dropped.set(reason, (dropped.get(reason) ?? 0) + count);
  };
  const seen = new Set<string>();
  const labels: string[] = [];
  const names: string[] = [];
  const cells: Cell[] = [];
  let series = 0;
  for (const row of result.rows) {
    const text = labelsOf(row);
    const name = namePosition === undefined ? '' : metricSuffix(row[namePosition] ?? '');
    const key = `${name}{${text}`;
    let present = 0;
    for (const [position, { column, read }] of values.entries()) {
      const cell = read(row);
      // Nobody said that an undeclared column is a number.
      if (cell === undefined) drop('not_a_number', column.usage === 'UNTYPED' ? 0 : 1);
      else if (cell !== null) present += 1;
      cells[position] = cell ?? null;
    }
    if (seen.has(key)) drop('duplicate', present);
    else if (series + present > query.maxSeries) drop('budget', present);
    else {
      seen.add(key);
      labels.push(text);
      names.push(name);
      series += present;
      for (const [position, { out }] of values.entries()) out.push(cells[position] ?? null);
    }
  }
  // What was not even kept as a row cannot be looked at: each of its values counts.
  drop('budget', result.truncated * values.length);
  const observed = observedHistograms(query, result, index, labelsOf, query.maxSeries - series);
  for (const [reason, count] of observed.dropped) drop(reason, count);
  series += observed.series;
  const families: Family[] =
    namePosition === undefined
      ? values.map((value) => familyOf(value, value.column.name, labels, value.out))
      : [...namedFamilies(query.prefix, values, names, labels)];
  families.push(...observed.families);
  return { families, rows: result.rows.length + result.truncated, series, dropped };
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

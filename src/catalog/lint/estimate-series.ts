import type { CatalogQuery } from '../query.ts';
import { limitOf, metricsOf } from './rules/cost.ts';
import { readStatement } from './sql/statement.ts';

/** How many series a query can make, as far as its text tells. */
export interface SeriesEstimate {
  /** Of one row of the result; a histogram counts as one. */
  readonly perRow: number;
  /** What there is a row for, such as table or slot; none: there is one row. */
  readonly forEach: readonly string[];
  /** At most so many, for each database where the query runs in each. */
  readonly limit: number;
  readonly perDatabase: boolean;
}

export function estimateSeries(query: CatalogQuery): SeriesEstimate {
  const perRow = metricsOf(query);
  const limits = query.variants.map((variant) => limitOf(readStatement(variant))?.rows);
  const rows = limits.every((limit) => limit !== undefined)
    ? Math.max(...limits.map((limit) => limit ?? 0))
    : Number.POSITIVE_INFINITY;
  const forEach = objectsOf(query);
  return {
    perRow,
    forEach,
    limit: Math.min(query.maxSeries, forEach.length === 0 ? perRow : rows * perRow),
    perDatabase: query.scope === 'database',
  };
}

/** "22 for each table, at most 100000 in each database" */
export function seriesText({ forEach, limit, perDatabase, perRow }: SeriesEstimate): string {
  const each = perDatabase ? ' in each database' : '';
  if (forEach.length === 0) return `${perRow}${each}`;
  return `${perRow} for each ${forEach.join(', ')}; at most ${limit}${each}`;
}

function objectsOf({ columns }: CatalogQuery): readonly string[] {
  const labels = columns.filter(({ usage }) => usage === 'LABEL' || usage === 'NAME');
  const names = new Set(labels.map(({ column }) => column));
  const parts = labels
    .filter(({ column }) => !(PART_OF[column] ?? []).some((whole) => names.has(whole)))
    .map(({ column }) => OBJECTS[column] ?? column);
  return [...new Set(parts)];
}

/** Labels that say more about what another label names. */
const PART_OF: Readonly<Record<string, readonly string[]>> = {
  schemaname: ['relname', 'indexrelname', 'funcname'],
  relname: ['indexrelname', 'conname'],
  relid: ['relname'],
  datid: ['datname'],
  funcid: ['funcname'],
  subid: ['subname'],
  slot_type: ['slot_name'],
  version: ['short_version', 'ssl'],
};

const OBJECTS: Readonly<Record<string, string>> = {
  schemaname: 'schema',
  relname: 'relation',
  indexrelname: 'index',
  funcname: 'function',
  conname: 'constraint',
  datname: 'database',
  usename: 'role',
  rolname: 'role',
  user: 'role',
  queryid: 'statement',
  pid: 'process',
  slot_name: 'slot',
  subname: 'subscription',
  spcname: 'tablespace',
  application_name: 'application',
  setting_name: 'setting',
};

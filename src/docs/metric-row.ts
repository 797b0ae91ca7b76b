import type { CatalogQuery, Column } from '../catalog/query.ts';
import { type MetricVersions, versionsOf, versionsText } from './metric-versions.ts';

/** One row of the table of a query: `| metric | type | unit | PostgreSQL | description |`. */
export function metricRow(query: CatalogQuery, column: Column, versions: MetricVersions): string {
  const cells = [
    `\`${nameOf(query, column)}\``,
    column.usage.toLowerCase(),
    unitOf(column),
    query.scope === 'pgbouncer'
      ? 'none'
      : versionsText(versionsOf(versions, query.id, column.column) ?? []) || 'not measured',
    escapeCell(column.description),
  ];
  return `| ${cells.join(' | ')} |`;
}

/** For a cell of a Markdown table. */
export function escapeCell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('<', '&lt;');
}

function nameOf(query: CatalogQuery, column: Column): string {
  const named = query.columns.find(({ usage }) => usage === 'NAME');
  return named === undefined ? column.name : `${query.prefix}_<${named.column}>`;
}

/** From the name, where the conventions put it, or from the description. */
function unitOf({ description, name }: Column): string {
  const plain = name.replace(/_total$/, '');
  if (/(?:^|_)ratio$/.test(plain)) return 'ratio';
  const said = UNITS.filter((unit) => new RegExp(`\\bin ${unit}\\b`).test(description));
  if (said.length === 1) return said[0] ?? '';
  return UNITS.find((unit) => plain.endsWith(`_${unit}`)) ?? '';
}

const UNITS = ['milliseconds', 'seconds', 'bytes', 'transactions', 'multixacts'] as const;

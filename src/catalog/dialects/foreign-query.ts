import type { Path } from '../../yaml/problem.ts';
import type { CatalogQuery, Column, Requirements, Source, SqlVariant } from '../query.ts';
import type { Notes } from './fields.ts';

/** What every dialect says of a query; the rest has one default for all of them. */
export interface ForeignQuery {
  readonly id: string;
  readonly prefix: string;
  readonly description?: string | undefined;
  readonly scope?: CatalogQuery['scope'];
  readonly requires?: Partial<Requirements>;
  readonly ttlSeconds?: number | undefined;
  readonly timeoutMs: number;
  readonly variants: readonly SqlVariant[];
  readonly columns: readonly Column[];
  readonly source: Source;
  readonly more?: Partial<CatalogQuery>;
}

/** One query as the rest of the program knows it; names that Prometheus refuses are problems. */
export function foreignQuery(query: ForeignQuery, path: Path, { report }: Notes): CatalogQuery {
  const { columns, description, id, prefix, requires, timeoutMs, variants } = query;
  for (const { column, name, usage } of columns) {
    if (usage === 'DISCARD') continue;
    const pattern = usage === 'LABEL' ? LABEL_NAME : METRIC_NAME;
    if (pattern.test(name)) continue;
    const kind = usage === 'LABEL' ? 'label' : 'metric';
    report(
      [...path, 'metrics'],
      `column "${column}" gives the ${kind} name "${name}"; expected letters, digits and _`,
    );
  }
  for (const { sql } of variants) {
    if (sql === '') report([...path, 'query'], `${id}: has no SQL; expected a statement`);
  }
  return Object.freeze({
    id,
    prefix,
    description: description ?? '',
    category: 'trend',
    scope: query.scope ?? 'server',
    requires: { ...NOTHING, ...requires },
    ttlMs: Math.max(0, query.ttlSeconds ?? 0) * 1000,
    timeoutMs,
    maxSeries: 10_000,
    variants,
    columns,
    source: query.source,
    // Where such files expect the tables of their users to be found.
    schemas: ['public'],
    ...query.more,
  });
}

const NOTHING: Requirements = { role: 'any', extensions: [], privileges: [] };

const LABEL_NAME = /^(?!__|le$)[a-zA-Z_][a-zA-Z0-9_]*$/;
const METRIC_NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;

/** Without the semicolon that people end statements with. */
export function sqlOf(text: string | undefined): string {
  return (text ?? '').trim().replace(/(;\s*)+$/, '');
}

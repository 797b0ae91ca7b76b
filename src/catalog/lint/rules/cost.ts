import type { CatalogQuery } from '../../query.ts';
import { type Finding, findInSql, type Rule } from '../finding.ts';
import type { Statement } from '../sql/statement.ts';
import { isMetric } from './names.ts';

/** Expensive queries on every scrape. */
export const costRule: Rule = ({ feed, ttlMs }, statements) => {
  if (ttlMs > 0 || feed === 'console') return [];
  const message = (what: string) =>
    `${what}, and this runs on every scrape; give it a ttl such as 5m`;
  const found = EXPENSIVE.flatMap(([pattern, what]) =>
    findInSql(statements, pattern, () => ({
      code: 'expensive-without-ttl',
      message: message(what),
    })),
  );
  return found.slice(0, 1);
};

const EXPENSIVE: readonly (readonly [RegExp, string])[] = [
  [
    /\bpg_(?:total_relation|relation|table|indexes)_size\s*\(/i,
    'sizes of relations ask the file system about every file',
  ],
  [/\bpg_(?:database|tablespace)_size\s*\(/i, 'the size of a database walks over all its files'],
  [/\bpgstat(?:tuple|index|ginindex|hashindex)\w*\s*\(/i, 'pgstattuple reads whole relations'],
  [/\bpg_stats(?:_ext)?\b/i, 'pg_stats is a large join over all columns'],
  [/\bpg_buffercache\b(?!_)/i, 'pg_buffercache looks at every buffer'],
  [
    /\bpg_stat_statements\b(?!\s*\(\s*(?:showtext\s*=>\s*)?false)(?=\s*(?:\(|$|\w|\)|,))/i,
    'pg_stat_statements with its texts reads a whole file (pg_stat_statements(false) does not)',
  ],
];

/** LIMITs that keep arbitrary rows, or more than there is room for. */
export const limitRule: Rule = (query, statements) =>
  statements.flatMap((statement): readonly Finding[] => {
    const limit = limitOf(statement);
    if (limit === undefined) return [];
    const at = { variant: statement.variant, offset: limit.offset };
    if (!/\bORDER\s+BY\b/i.test(statement.outer?.body ?? '') && limit.rows !== 1) {
      const message = `LIMIT ${limit.rows} without ORDER BY keeps arbitrary rows, others each time; put the important ones first`;
      return [{ code: 'limit-without-order', message, at }];
    }
    const series = limit.rows * metricsOf(query);
    if (series <= query.maxSeries) return [];
    const message = `LIMIT ${limit.rows} gives up to ${series} series, but max_series is ${query.maxSeries}; what is over it is dropped`;
    return [{ code: 'budget-too-small', message, at }];
  });

/** The LIMIT of the statement as a whole, if it is a number. */
export function limitOf({
  masked,
  outer,
}: Pick<Statement, 'masked' | 'outer'>):
  | { readonly rows: number; readonly offset: number }
  | undefined {
  const rows = /\bLIMIT\s+(\d+)\s*(?:OFFSET\s+\d+\s*)?$/i.exec(outer?.body ?? '')?.[1];
  return rows === undefined
    ? undefined
    : { rows: Number(rows), offset: masked.search(/\bLIMIT\s+\d+\s*(?:OFFSET\s+\d+\s*)?$/i) };
}

/** Series of one row. */
export function metricsOf({ columns }: Pick<CatalogQuery, 'columns'>): number {
  return columns.filter(isMetric).length;
}

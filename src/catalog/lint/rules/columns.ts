import type { CatalogQuery } from '../../query.ts';
import type { Finding, Rule } from '../finding.ts';
import type { Statement } from '../sql/statement.ts';

/** Declared columns and those of the SQL that do not fit together. */
export const columnRule: Rule = (query, statements) => [
  ...neverComing(query, statements),
  ...statements.flatMap((statement) => undeclared(query, statement)),
  ...statements.flatMap(stars),
];

function neverComing(
  { columns }: CatalogQuery,
  statements: readonly Statement[],
): readonly Finding[] {
  // What * gives only a server knows.
  if (statements.some(({ outer }) => outer === undefined || outer.star)) return [];
  const returned = new Set(
    statements.flatMap(({ outer }) => outer?.items.map(({ name }) => name) ?? []),
  );
  return columns
    .filter(({ column }) => !returned.has(column))
    .map(({ column }) => ({
      code: 'column-never-comes',
      message: `${column} is declared, but no SQL of this query returns it`,
      column,
    }));
}

function undeclared(query: CatalogQuery, { outer, variant }: Statement): readonly Finding[] {
  // Such files mean every column that they do not name to be a metric.
  if (query.undeclared === 'untyped') return [];
  const declared = new Set(
    query.columns.flatMap(({ column, usage }) =>
      usage === 'HISTOGRAM'
        ? ['', '_bucket', '_sum', '_count'].map((part) => column + part)
        : [column],
    ),
  );
  const effect = query.undeclared === 'refused' ? 'the query fails' : 'it is dropped';
  return (outer?.items ?? [])
    .filter(({ name }) => !declared.has(name))
    .map(({ name, offset }) => ({
      code: 'column-undeclared',
      message: `column ${name} is not declared under metrics, so ${effect}; declare it (DISCARD where that is meant)`,
      at: { variant, offset },
    }));
}

function stars({ masked, outer, sources, variant }: Statement): readonly Finding[] {
  const foreign = sources.find(
    ({ inOuter, name }) => inOuter && !/^(?:pg_|information_schema\.)/.test(name),
  );
  if (!outer?.star || foreign === undefined) return [];
  const message = `SELECT * from ${foreign.name} returns what that has at the time; name the columns`;
  return [{ code: 'select-star', message, at: { variant, offset: masked.indexOf('*') } }];
}

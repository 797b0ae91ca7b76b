import { parseCatalog } from '../../src/catalog/parse.ts';
import type { CatalogQuery } from '../../src/catalog/query.ts';

/** The queries of a catalog that a test writes as YAML; its problems fail the test. */
export function parseQueries(yaml: string): readonly CatalogQuery[] {
  const { problems, queries } = parseCatalog('test.yaml', yaml);
  if (problems.length > 0) throw new Error(JSON.stringify(problems, undefined, 2));
  return [...queries.values()].filter((query) => query !== undefined);
}

/** A query with one gauge, of the column `value`; `more` are further keys of the entry. */
export function gauge(
  id: string,
  sql: string | Readonly<Record<string, string>>,
  more: Readonly<Record<string, unknown>> = {},
) {
  const metrics = [{ value: { usage: 'GAUGE', description: 'A value.' } }];
  const what = { description: 'Of a test.', category: 'trend', schemas: ['public'] };
  const entry = { ...what, query: sql, metrics, ...more };
  // JSON is YAML, too.
  return parseQueries(JSON.stringify({ [id]: entry }));
}

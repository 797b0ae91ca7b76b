import { loadCatalog, SHIPPED_CATALOG } from '../../src/catalog/load.ts';
import type { CatalogQuery } from '../../src/catalog/query.ts';

/** The catalog that users get, or some queries of it. */
export async function shippedQueries(...ids: readonly string[]): Promise<readonly CatalogQuery[]> {
  const queries = await loadCatalog([SHIPPED_CATALOG]);
  const chosen = ids.length === 0 ? queries : queries.filter(({ id }) => ids.includes(id));
  if (ids.length > 0 && chosen.length < ids.length) throw new Error(`Not all there: ${ids}.`);
  return chosen;
}

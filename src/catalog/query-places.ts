import { type YamlPlaces, yamlPlaces } from '../yaml/yaml-places.ts';
import type { CatalogQuery, Source, SqlVariant } from './query.ts';

/** Where the parts of queries stand in their files; the query itself where a part is not found. */
export interface QueryPlaces {
  column(query: CatalogQuery, column: string): Source;
  /** `offset` counts from 0 in the SQL of the variant. */
  sql(query: CatalogQuery, variant: SqlVariant, offset: number): Source;
}

/** `texts` has the content of each file that the queries come from. */
export function queryPlaces(texts: ReadonlyMap<string, string>): QueryPlaces {
  const files = new Map<string, YamlPlaces>();
  function placesOf({ source: { file } }: CatalogQuery): YamlPlaces {
    const known = files.get(file) ?? yamlPlaces(texts.get(file) ?? '');
    files.set(file, known);
    return known;
  }
  return {
    column(query, column) {
      const places = placesOf(query);
      const entries = places.value([query.id, 'metrics']);
      const index = Array.isArray(entries)
        ? entries.findIndex((entry) => Object.hasOwn(Object(entry), column))
        : -1;
      return { ...query.source, ...places.key([query.id, 'metrics', index, column]) };
    },
    sql(query, { sql, when }, offset) {
      const places = placesOf(query);
      const path = when === '' ? [query.id, 'query'] : [query.id, 'query', when];
      return { ...query.source, ...places.character(path, sql, offset) };
    },
  };
}

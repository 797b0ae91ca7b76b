import { readStatement } from '../catalog/lint/sql/statement.ts';
import type { CatalogQuery, Column, Source } from '../catalog/query.ts';
import type { QueryPlaces } from '../catalog/query-places.ts';
import { partsOf } from './inspect-result.ts';
import type { RanTrial, ServerTrial } from './trial.ts';

/** A declared column that came on none of the servers. */
export interface MissingColumn {
  readonly query: CatalogQuery;
  readonly column: string;
  /** false: a version that was not tried may have it. */
  readonly certain: boolean;
  readonly place: Source;
}

/** `majors`: all versions that the catalog may meet. */
export function missingColumns(
  queries: readonly CatalogQuery[],
  servers: readonly ServerTrial[],
  majors: readonly number[],
  places: QueryPlaces,
): readonly MissingColumn[] {
  const tried = new Set(servers.map(({ versionNum }) => Math.floor(versionNum / 10_000)));
  const everywhere = majors.every((major) => tried.has(major));
  return queries.flatMap((query) => {
    const runs = servers
      .flatMap((server) => server.queries)
      .filter((trial) => trial.query === query && trial.outcome === 'ran') as readonly RanTrial[];
    // Of a query that ran nowhere, why it did not is all there is to say.
    if (runs.length === 0) return [];
    const returned = new Set(runs.flatMap(({ columns }) => columns));
    return query.columns
      .filter((column) => partsOf(column).some((part) => !returned.has(part)))
      .map((column) => ({
        query,
        column: column.column,
        place: places.column(query, column.column),
        certain: everywhere || !mayComeElsewhere(query, column, runs),
      }));
  });
}

function mayComeElsewhere(query: CatalogQuery, column: Column, runs: readonly RanTrial[]): boolean {
  return query.variants.some((variant) => {
    const { outer } = readStatement(variant);
    if (outer === undefined || outer.star) return true;
    const ran = runs.some(({ when }) => when === variant.when);
    return !ran && outer.items.some(({ name }) => name === column.column);
  });
}

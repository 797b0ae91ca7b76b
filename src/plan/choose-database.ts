import type { CatalogQuery } from '../catalog/query.ts';
import { inRange, parseVersion } from '../catalog/version-range.ts';
import type { DatabaseFacts } from '../target/facts.ts';

/**
 * Where a query of scope server runs: in the main database, unless it needs an extension that
 * only another database has (pg_stat_statements shows the whole server from any database).
 */
export function chooseDatabase(
  query: CatalogQuery,
  mainDatabase: string,
  databases: readonly DatabaseFacts[],
): DatabaseFacts {
  const main = databases.find(({ database }) => database === mainDatabase) ?? {
    database: mainDatabase,
    extensions: new Map(),
  };
  return [main, ...databases].find((facts) => hasExtensions(query, facts)) ?? main;
}

function hasExtensions(query: CatalogQuery, { extensions }: DatabaseFacts): boolean {
  return query.requires.extensions.every(({ name, version }) => {
    const installed = extensions.get(name);
    if (installed === undefined) return false;
    return version === undefined || inRange(version, parseVersion(installed.version));
  });
}

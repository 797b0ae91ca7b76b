import type { CatalogQuery } from '../../query.ts';
import { inRange } from '../../version-range.ts';
import type { Finding, Rule } from '../finding.ts';

const MAJORS = [13, 14, 15, 16, 17, 18];
/** Later than every minor version. */
const LAST_MINOR = 999;

/** Versions that the query is for, but none of its variants. */
export const versionRule: Rule = (query) => {
  // A single one says for which versions the query is meant.
  if (query.variants.length < 2) return [];
  const missing = MAJORS.filter((major) => isWanted(query, major) && !hasSql(query, major));
  if (missing.length === 0) return [];
  const finding: Finding = {
    code: 'version-gap',
    message: `has no SQL for PostgreSQL ${missing.join(', ')}; add it, or say requires.version`,
  };
  return [finding];
};

function isWanted({ requires: { version } }: CatalogQuery, major: number): boolean {
  return version === undefined || inRange(version, [major, LAST_MINOR]);
}

function hasSql({ variants }: CatalogQuery, major: number): boolean {
  return variants.some(
    ({ extension, version }) =>
      // Which versions of an extension a server has nobody can say beforehand.
      extension !== undefined || version === undefined || inRange(version, [major, LAST_MINOR]),
  );
}

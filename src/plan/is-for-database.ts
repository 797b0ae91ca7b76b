import type { CatalogQuery } from '../catalog/query.ts';

/** Whether a query of scope database is for this one; globs know `*`, `?` and `[a-z]`. */
export function isForDatabase(
  { databases }: Pick<CatalogQuery, 'databases'>,
  database: string,
): boolean {
  return databases === undefined || databases.some((glob) => globPattern(glob).test(database));
}

function globPattern(glob: string): RegExp {
  const parts = glob.matchAll(/\\(.)|\[(\^?)((?:\\.|[^\]\\])+)\]|([\s\S])/g);
  const source = [...parts].map(([, escaped, not, set, other]) => {
    if (escaped !== undefined) return literal(escaped);
    if (set !== undefined) return `[${not === '' ? '' : '^'}${set.replaceAll('[', '\\[')}]`;
    return other === '*' ? '[^/]*' : other === '?' ? '[^/]' : literal(other ?? '');
  });
  return new RegExp(`^${source.join('')}$`, 'u');
}

function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}

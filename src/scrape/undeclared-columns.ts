import type { CatalogQuery, Column } from '../catalog/query.ts';
import type { TextResult } from '../target/connection.ts';

/**
 * What a query makes of the columns of its result that it does not declare: nothing, or metrics
 * of no type.
 * @throws Error where the query refuses a result that is not as declared
 */
export function undeclaredColumns(
  { columns, prefix, undeclared }: Pick<CatalogQuery, 'columns' | 'prefix' | 'undeclared'>,
  result: TextResult['columns'],
): readonly Column[] {
  if (undeclared === undefined) return [];
  const declared = new Set(columns.flatMap(namesOf));
  const found = result.map(({ name }) => name);
  const others = found.filter((name) => !declared.has(name));
  if (undeclared === 'refused') {
    if (found.length === declared.size) return [];
    throw new Error(
      `the result has ${found.length} columns but ${declared.size} are declared; found ${found.join(', ')}, expected ${[...declared].join(', ')}`,
    );
  }
  return others
    .filter((name) => /^[a-zA-Z0-9_]+$/.test(name))
    .map((name) => ({
      column: name,
      usage: 'UNTYPED',
      name: `${prefix}_${name}`,
      description: `Unknown metric from ${prefix}`,
      default: 'NaN',
      goValues: true,
    }));
}

function namesOf({ bounds, column, usage }: Column): readonly string[] {
  if (usage !== 'HISTOGRAM' || bounds !== undefined) return [column];
  return ['', '_bucket', '_sum', '_count'].map((suffix) => column + suffix);
}

import picomatch from 'picomatch';

/** Names may have dots and slashes in them. */
const GLOB = { dot: true, bash: true } as const;

/**
 * Whether a table is one of those that a configuration wants; nothing where it wants all. Patterns
 * are of table names, or of schema.table if they have a dot.
 */
export function wantsTable({
  exclude,
  include,
}: {
  readonly include: readonly string[];
  readonly exclude: readonly string[];
}): ((schema: string, table: string) => boolean) | undefined {
  if (exclude.length === 0 && include.every((pattern) => pattern === '*')) return undefined;
  const included = matcher(include);
  const excluded = matcher(exclude);
  const known = new Map<string, boolean>();
  return (schema, table) => {
    const key = `${schema}.${table}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    const wanted = included(table, key) && !excluded(table, key);
    // Tables come and go; a million names are not worth keeping.
    if (known.size >= MOST_KNOWN) known.clear();
    known.set(key, wanted);
    return wanted;
  };
}

const MOST_KNOWN = 200_000;

function matcher(patterns: readonly string[]): (table: string, full: string) => boolean {
  const plain = picomatch(
    patterns.filter((pattern) => !pattern.includes('.')),
    GLOB,
  );
  const qualified = picomatch(
    patterns.filter((pattern) => pattern.includes('.')),
    GLOB,
  );
  return (table, full) => plain(table) || qualified(full);
}

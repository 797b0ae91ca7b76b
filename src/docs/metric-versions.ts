/**
 * What real servers returned: for each query, each column with the major versions that have it.
 * A column of all the versions that the query runs on stands under the versions of "*".
 */
export type MetricVersions = Readonly<Record<string, Readonly<Record<string, readonly number[]>>>>;

/** Versions as people write them: "13-18", "14, 16-18"; '' for none. */
export function versionsText(versions: readonly number[]): string {
  const runs: [first: number, last: number][] = [];
  for (const version of [...versions].sort((a, b) => a - b)) {
    const run = runs.at(-1);
    if (run !== undefined && run[1] === version - 1) run[1] = version;
    else runs.push([version, version]);
  }
  return runs.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`)).join(', ');
}

/** Versions in which a column comes back; undefined where its query was never run. */
export function versionsOf(
  versions: MetricVersions,
  query: string,
  column: string,
): readonly number[] | undefined {
  const columns = versions[query];
  return columns === undefined ? undefined : (columns[column] ?? columns['*'] ?? []);
}

/** The short form of what was seen: versions by column by query. */
export function shortenVersions(
  seen: ReadonlyMap<string, ReadonlyMap<string, readonly number[]>>,
): MetricVersions {
  return Object.fromEntries(
    [...seen].map(([query, columns]) => {
      const all = [...new Set([...columns.values()].flat())].sort((a, b) => a - b);
      const special = [...columns].filter(([, versions]) => versions.length < all.length);
      return [query, Object.fromEntries([['*', all], ...special])];
    }),
  );
}

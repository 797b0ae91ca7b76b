import type { Family, HistogramBlock, ScalarBlock } from './family.ts';

export interface MergedFamilies {
  readonly families: readonly Family[];
  /** Series that were dropped because an equal one came first, by the name of the family. */
  readonly duplicates: ReadonlyMap<string, number>;
}

/**
 * One family per name, in the order of first appearance. Of two series with the same labels the
 * first stays, and one name has one type: Prometheus would refuse a page that has both.
 */
export function mergeFamilies(families: Iterable<Family>): MergedFamilies {
  const duplicates = new Map<string, number>();
  const byName = new Map<string, Family[]>();
  for (const family of families) {
    const same = byName.get(family.name);
    if (same === undefined) byName.set(family.name, [family]);
    else if (same[0]?.type === family.type) same.push(family);
    else count(duplicates, family.name, seriesOf(family));
  }
  const merged = [...byName.values()].map((same) => merge(same, duplicates));
  return { families: merged, duplicates };
}

function merge(same: readonly Family[], duplicates: Map<string, number>): Family {
  const [first] = same as readonly [Family];
  if (same.length === 1) return first;
  const seen = new Set<string>();
  const blocks = same.flatMap((family) =>
    (family.blocks as readonly Block[]).map((block) =>
      withoutSeen(block, seen, () => count(duplicates, first.name, 1)),
    ),
  );
  return { ...first, blocks } as Family;
}

function count(duplicates: Map<string, number>, name: string, series: number): void {
  if (series > 0) duplicates.set(name, (duplicates.get(name) ?? 0) + series);
}

function seriesOf({ blocks }: Family): number {
  const perBlock = (blocks as readonly Block[]).map(
    ({ values }) => values.filter((value) => value !== null).length,
  );
  return perBlock.reduce((sum, series) => sum + series, 0);
}

type Block = ScalarBlock | HistogramBlock;

function withoutSeen(block: Block, seen: Set<string>, onDuplicate: () => void): Block {
  const values = [...block.values];
  for (const [index, value] of values.entries()) {
    if (value === null) continue;
    const labels = block.labels[index] ?? '';
    if (seen.has(labels)) {
      values[index] = null;
      onDuplicate();
    } else seen.add(labels);
  }
  return { labels: block.labels, values } as Block;
}

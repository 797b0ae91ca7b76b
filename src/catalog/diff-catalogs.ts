import { type CatalogMetric, metricsOf } from './metrics-of.ts';
import type { CatalogQuery } from './query.ts';

/** What changes for dashboards and alerts when one catalog takes the place of another. */
export interface CatalogDiff {
  readonly gone: readonly CatalogMetric[];
  /** The same column of the same query has another name. */
  readonly renamed: readonly Pair[];
  /** Another type, or a label less or more, which joins and `by` clauses notice. */
  readonly changed: readonly Pair[];
  readonly added: readonly CatalogMetric[];
}

export interface Pair {
  readonly before: CatalogMetric;
  readonly after: CatalogMetric;
}

export function diffCatalogs(
  before: readonly CatalogQuery[],
  after: readonly CatalogQuery[],
): CatalogDiff {
  const old = metricsOf(before);
  const fresh = metricsOf(after);
  const missing = [...old.values()].filter(({ name }) => !fresh.has(name));
  const extra = [...fresh.values()].filter(({ name }) => !old.has(name));
  const renamed = missing.flatMap((metric) => {
    const twin = extra.find(
      ({ column, query }) => column === metric.column && query === metric.query,
    );
    return twin === undefined ? [] : [{ before: metric, after: twin }];
  });
  const known = new Set(renamed.flatMap((pair) => [pair.before, pair.after]));
  const changed = [...old.values()].flatMap((metric) => {
    const now = fresh.get(metric.name);
    return now === undefined || isSame(metric, now) ? [] : [{ before: metric, after: now }];
  });
  return {
    gone: missing.filter((metric) => !known.has(metric)),
    renamed,
    changed,
    added: extra.filter((metric) => !known.has(metric)),
  };
}

function isSame(a: CatalogMetric, b: CatalogMetric): boolean {
  return a.type === b.type && a.labels.join() === b.labels.join();
}

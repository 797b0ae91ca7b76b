import type { CatalogQuery } from './query.ts';

/** What dashboards and alerts hold on to of a metric. */
export interface CatalogMetric {
  readonly name: string;
  readonly type: string;
  /** Sorted by name; those of the target are not known here. */
  readonly labels: readonly string[];
  readonly query: string;
  /** By which it is found again under another name. */
  readonly column: string;
}

/** The metrics that a catalog declares, by name; those that a NAME column makes have none here. */
export function metricsOf(queries: readonly CatalogQuery[]): ReadonlyMap<string, CatalogMetric> {
  const metrics = new Map<string, CatalogMetric>();
  for (const query of queries) {
    if (query.feed !== undefined || query.columns.some(({ usage }) => usage === 'NAME')) continue;
    const labels = labelsOf(query);
    for (const { bounds, column, name, usage } of query.columns) {
      if (!METRICS.has(usage) || metrics.has(name)) continue;
      const type = bounds === undefined ? usage.toLowerCase() : 'histogram of one run';
      metrics.set(name, { name, type, labels, query: query.id, column });
    }
  }
  return metrics;
}

const METRICS: ReadonlySet<string> = new Set(['GAUGE', 'COUNTER', 'HISTOGRAM', 'UNTYPED']);

function labelsOf({ addressLabel, columns, databaseLabel, scope }: CatalogQuery) {
  const declared = columns.filter(({ usage }) => usage === 'LABEL').map(({ name }) => name);
  const database = scope === 'database' && databaseLabel !== false ? ['datname'] : [];
  return [...new Set([...declared, ...database, ...(addressLabel ? [addressLabel] : [])])].sort();
}

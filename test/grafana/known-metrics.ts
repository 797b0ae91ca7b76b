import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadCatalog, SHIPPED_CATALOG } from '../../src/catalog/load.ts';
import { statementMetrics } from '../../src/docs/statement-metrics.ts';
import { recordingRules } from '../../src/prometheus/recording-rules.ts';
import { promqlParts } from './promql-parts.ts';

/** Labels by the name of a metric, of all that is scraped and recorded. */
export type KnownMetrics = ReadonlyMap<string, ReadonlySet<string>>;

/** Of Prometheus, Node.js and node_exporter, as far as they are used. */
const OTHERS: Readonly<Record<string, readonly string[]>> = {
  ALERTS: ['alertname', 'alertstate', 'severity', 'category', 'database'],
  up: [],
  // Only with a folder for baselines.
  pgvitals_baseline_timestamp_seconds: [],
  scrape_samples_scraped: [],
  process_cpu_seconds_total: [],
  process_resident_memory_bytes: [],
  nodejs_heap_size_used_bytes: [],
  nodejs_eventloop_lag_p99_seconds: [],
  node_filesystem_avail_bytes: ['device', 'fstype', 'mountpoint'],
  node_filesystem_size_bytes: ['device', 'fstype', 'mountpoint'],
  node_cpu_seconds_total: ['cpu', 'mode'],
  node_memory_MemAvailable_bytes: [],
  node_memory_MemTotal_bytes: [],
};

export async function knownMetrics(): Promise<KnownMetrics> {
  const known = new Map<string, Set<string>>();
  const add = (name: string, labels: Iterable<string>) => {
    known.set(name, new Set([...(known.get(name) ?? []), ...labels, 'job', 'instance']));
  };
  for (const query of await loadCatalog([SHIPPED_CATALOG])) {
    const labels = query.columns.filter(({ usage }) => usage === 'LABEL').map(({ name }) => name);
    const all = query.scope === 'database' ? [...labels, 'datname'] : labels;
    for (const { name, usage } of query.columns) {
      if (usage === 'HISTOGRAM') add(`${name}_bucket`, [...all, 'le']);
      else if (usage === 'GAUGE' || usage === 'COUNTER') add(name, all);
    }
  }
  for (const { labels, name, type } of statementMetrics()) {
    if (type === 'histogram') add(`${name}_bucket`, [...labels, 'le']);
    else add(name, labels);
  }
  for (const [name, labels] of selfMetrics()) add(name, labels);
  for (const [name, labels] of Object.entries(OTHERS)) add(name, labels);
  for (const name of ['fsync', 'full_page_writes', 'max_wal_size_bytes']) {
    add(`pg_settings_${name}`, []);
  }
  addRecorded(add, known);
  return known;
}

function selfMetrics(): readonly (readonly [string, readonly string[]])[] {
  const page = readFileSync(join(import.meta.dirname, '../../docs/self-metrics.md'), 'utf8');
  const rows = page.matchAll(/^\| `(pg\w+)` \| (\w+) \|([^|]*)\|/gm);
  return [...rows].map(([, name = '', type, labels = '']) => [
    type === 'histogram' ? `${name}_bucket` : name,
    [...[...labels.matchAll(/`(\w+)`/g)].map(([, label = '']) => label), 'le'],
  ]);
}

/** A recording rule has at most the labels of what it is made of. */
function addRecorded(
  add: (name: string, labels: Iterable<string>) => void,
  known: ReadonlyMap<string, ReadonlySet<string>>,
): void {
  for (const { expr, record } of recordingRules().flatMap(({ rules }) => rules)) {
    const { selectors } = promqlParts(expr);
    const dropped = /^sum without \(([^)]*)\)/.exec(expr)?.[1]?.split(/,\s*/) ?? [];
    const labels = selectors.flatMap(({ metric }) => [...(known.get(metric) ?? [])]);
    add(
      record,
      labels.filter((label) => !dropped.includes(label)),
    );
  }
}

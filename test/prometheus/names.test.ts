import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadCatalog, SHIPPED_CATALOG } from '../../src/catalog/load.ts';
import { recordingRules } from '../../src/prometheus/recording-rules.ts';
import { type Expression, selectorsOf } from '../../src/promql/expression.ts';
import { parsePromql } from '../../src/promql/parse-promql.ts';
import { loadThresholds } from '../../src/thresholds/load-thresholds.ts';

/** What node_exporter and Prometheus itself have, as far as the rules use it. */
const FOREIGN: Readonly<Record<string, readonly string[]>> = {
  up: [],
  node_cpu_seconds_total: ['cpu', 'mode'],
  node_memory_MemAvailable_bytes: [],
  node_memory_MemTotal_bytes: [],
  node_filesystem_avail_bytes: ['device', 'fstype', 'mountpoint'],
  node_filesystem_size_bytes: ['device', 'fstype', 'mountpoint'],
  node_vmstat_oom_kill: [],
};

const known = await knownMetrics();
const thresholds = await loadThresholds();
const rules = recordingRules().flatMap((group) => group.rules);

describe('every metric that a rule names', () => {
  test('is in the catalog, or said of the exporter, or recorded', () => {
    const recorded = new Set(rules.map(({ record }) => record));
    const named = expressions().flatMap(({ expr }) => selectorsOf(parsePromql(expr)));
    const missing = named.filter(({ name }) => !known.has(name) && !recorded.has(name));
    expect([...new Set(missing.map(({ name }) => name))]).toEqual([]);
  });

  test('has the labels that the rule names', () => {
    const wrong = expressions().flatMap(({ expr, id }) =>
      labelsIn(parsePromql(expr))
        .filter(({ label, metrics }) => !metrics.some((metric) => hasLabel(metric, label)))
        .map(({ label, metrics }) => `${id}: ${label} of ${metrics.join(', ')}`),
    );
    expect(wrong).toEqual([]);
  });

  test('has the labels by which its alerts are told apart', () => {
    const wrong = thresholds.flatMap(({ id, per, signal }) => {
      const metrics = metricsOf(parsePromql(signal));
      return per
        .filter((label) => !metrics.some((metric) => hasLabel(metric, label)))
        .map((label) => `${id}: ${label}`);
    });
    expect(wrong).toEqual([]);
  });

  test('is one that no process id tells apart, as each session would be an alert of its own', () => {
    expect(thresholds.filter(({ per }) => per.includes('pid'))).toEqual([]);
  });
});

function expressions(): readonly { readonly id: string; readonly expr: string }[] {
  return [
    ...rules.map(({ expr, record }) => ({ id: record, expr })),
    ...thresholds.flatMap(({ guard, id, signal }) => [
      { id, expr: signal },
      ...(guard === undefined ? [] : [{ id, expr: guard.expr }]),
    ]),
  ];
}

interface NamedLabel {
  readonly label: string;
  readonly metrics: readonly string[];
}

/** Labels in matchers, in on() and in without(), with the metrics of which one must have it. */
function labelsIn(expression: Expression): readonly NamedLabel[] {
  switch (expression.kind) {
    case 'number':
      return [];
    case 'selector':
      return expression.matchers.map(({ label }) => ({ label, metrics: [expression.name] }));
    case 'call':
      return expression.args.flatMap(labelsIn);
    case 'negation':
      return labelsIn(expression.argument);
    case 'aggregation': {
      const metrics = metricsOf(expression.argument);
      const own = expression.grouping.labels.map((label) => ({ label, metrics }));
      return [...own, ...labelsIn(expression.argument)];
    }
    case 'binary': {
      const labels = expression.matching?.labels ?? [];
      const sides = [expression.left, expression.right].flatMap((side) =>
        labels.map((label) => ({ label, metrics: metricsOf(side) })),
      );
      return [...sides, ...labelsIn(expression.left), ...labelsIn(expression.right)];
    }
  }
}

function metricsOf(expression: Expression): readonly string[] {
  return selectorsOf(expression).map(({ name }) => name);
}

function hasLabel(metric: string, label: string): boolean {
  if (label === 'job' || label === 'instance') return true;
  const labels = known.get(metric);
  if (labels !== undefined) return labels.includes(label);
  const rule = rules.find(({ record }) => record === metric);
  if (rule === undefined) return false;
  const { dropped, metrics } = droppedBy(parsePromql(rule.expr));
  return !dropped.includes(label) && metrics.some((one) => hasLabel(one, label));
}

/** What the outermost aggregation takes away. */
function droppedBy(expression: Expression): {
  readonly dropped: readonly string[];
  readonly metrics: readonly string[];
} {
  const metrics = metricsOf(expression);
  if (expression.kind !== 'aggregation') return { dropped: [], metrics };
  return { dropped: expression.grouping.labels, metrics };
}

/** Metrics with their labels. */
async function knownMetrics(): Promise<ReadonlyMap<string, readonly string[]>> {
  const found = new Map<string, readonly string[]>(Object.entries(FOREIGN));
  const add = (name: string, labels: readonly string[]) =>
    found.set(name, [...(found.get(name) ?? []), ...labels]);
  for (const { columns, databaseLabel, scope } of await loadCatalog([SHIPPED_CATALOG])) {
    const labels = columns.filter(({ usage }) => usage === 'LABEL').map(({ name }) => name);
    const database = scope === 'database' && databaseLabel !== false ? ['datname'] : [];
    for (const { name, usage } of columns) {
      if (usage === 'GAUGE' || usage === 'COUNTER') add(name, [...labels, ...database]);
    }
  }
  for (const page of ['metrics.md', 'self-metrics.md']) {
    const text = readFileSync(join(import.meta.dirname, '../../docs', page), 'utf8');
    for (const [, name = '', type, labels = ''] of text.matchAll(
      /^\| `(\w+)` \| (gauge|counter|histogram) \| ((?:`\w+`(?:, )?)*) *\|/gm,
    )) {
      const all = [...labels.matchAll(/\w+/g)].map(([label]) => label);
      if (type === 'histogram') add(`${name}_bucket`, [...all, 'le']);
      else add(name, all);
    }
  }
  const self = readFileSync(join(import.meta.dirname, '../../docs/self-metrics.md'), 'utf8');
  for (const [, name = ''] of self.matchAll(/`(\w+)`, a gauge/g)) add(name, []);
  const fixture = join(import.meta.dirname, '../fixtures/inherited-metrics.tsv');
  const settings = readFileSync(fixture, 'utf8').matchAll(/\bpg_settings_\w+/g);
  for (const [name] of settings) add(name, []);
  return found;
}

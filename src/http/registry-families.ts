import type { MetricObjectWithValues, MetricValue, Registry } from 'prom-client';
import type { Family, HistogramValue, ScalarType } from '../metrics/family.ts';
import { labelText } from '../metrics/label-text.ts';
import { numberText } from '../metrics/make-family.ts';

/** What a prom-client registry holds, as families for our own pages. */
export async function registryFamilies(registry: Registry): Promise<readonly Family[]> {
  const metrics = (await registry.getMetricsAsJSON()) as readonly Metric[];
  return metrics.map(toFamily);
}

type Metric = MetricObjectWithValues<Value>;
type Value = MetricValue<string> & { readonly metricName?: string };

function toFamily(metric: Metric): Family {
  const { name, help } = metric;
  const type = String(metric.type);
  if (type === 'histogram') return { name, help, type, blocks: [histograms(metric.values)] };
  return {
    name,
    help,
    type: type === 'counter' || type === 'gauge' ? (type as ScalarType) : 'unknown',
    blocks: [
      {
        labels: metric.values.map(({ labels }) => labelText(texts(labels))),
        values: metric.values.map(({ value }) => numberText(value)),
      },
    ],
  };
}

function histograms(values: readonly Value[]) {
  const bySeries = new Map<
    string,
    { buckets: HistogramValue['buckets'][number][]; sum: string; count: string }
  >();
  for (const { labels, metricName = '', value } of values) {
    const { le, ...rest } = texts(labels);
    const key = labelText(rest);
    const series = bySeries.get(key) ?? { buckets: [], sum: '0', count: '0' };
    bySeries.set(key, series);
    if (metricName.endsWith('_sum')) series.sum = numberText(value);
    else if (metricName.endsWith('_count')) series.count = numberText(value);
    else if (le !== undefined && le !== '+Inf')
      series.buckets.push({ le, count: numberText(value) });
  }
  return { labels: [...bySeries.keys()], values: [...bySeries.values()] };
}

function texts(labels: Readonly<Partial<Record<string, string | number>>>): Record<string, string> {
  return Object.fromEntries(Object.entries(labels).map(([name, value]) => [name, String(value)]));
}

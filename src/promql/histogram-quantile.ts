import { labelsKey, pick, type Sample, type SampleLabels } from './value.ts';

/** As Prometheus: linear within a bucket; the last finite bound for what is beyond it. */
export function histogramQuantile(quantile: number, buckets: readonly Sample[]): readonly Sample[] {
  const groups = new Map<string, { labels: SampleLabels; bounds: [number, number][] }>();
  for (const { labels, value } of buckets) {
    const rest = pick(labels, { keep: false, labels: ['le'] });
    const key = labelsKey(rest);
    const group = groups.get(key) ?? { labels: rest, bounds: [] };
    const le = (labels.le ?? '').replace('Inf', 'Infinity');
    group.bounds.push([Number(le), value]);
    groups.set(key, group);
  }
  return [...groups.values()].map(({ bounds, labels }) => ({
    labels,
    value: quantileOf(
      quantile,
      bounds.sort(([a], [b]) => a - b),
    ),
  }));
}

function quantileOf(quantile: number, bounds: readonly [number, number][]): number {
  const total = bounds.at(-1)?.[1] ?? 0;
  if (bounds.length < 2 || total === 0 || bounds.at(-1)?.[0] !== Number.POSITIVE_INFINITY) {
    return Number.NaN;
  }
  const rank = quantile * total;
  const index = bounds.findIndex(([, count]) => count >= rank);
  const [bound, count] = bounds[index] ?? [Number.NaN, 0];
  const [lower, below] = bounds[index - 1] ?? [0, 0];
  if (bound === Number.POSITIVE_INFINITY) return lower;
  if (index === 0 && bound <= 0) return bound;
  return lower + (bound - lower) * ((rank - below) / (count - below));
}

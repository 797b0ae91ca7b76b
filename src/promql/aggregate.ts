import type { Grouping } from './expression.ts';
import { labelsKey, pick, type Sample, type SampleLabels } from './value.ts';

/** sum, max, min, avg, count and group over the samples that share the labels that are kept. */
export function aggregate(
  name: string,
  grouping: Grouping,
  samples: readonly Sample[],
): readonly Sample[] {
  const groups = new Map<string, { labels: SampleLabels; values: number[] }>();
  for (const { labels: all, value } of samples) {
    const labels = pick(all, grouping);
    const key = labelsKey(labels);
    const group = groups.get(key) ?? { labels, values: [] };
    group.values.push(value);
    groups.set(key, group);
  }
  return [...groups.values()].map(({ labels, values }) => ({ labels, value: over(name, values) }));
}

function over(name: string, values: readonly number[]): number {
  const sum = values.reduce((total, value) => total + value, 0);
  switch (name) {
    case 'max':
      return values.reduce((a, b) => (b > a || Number.isNaN(a) ? b : a));
    case 'min':
      return values.reduce((a, b) => (b < a || Number.isNaN(a) ? b : a));
    case 'avg':
      return sum / values.length;
    case 'count':
      return values.length;
    case 'group':
      return 1;
    default:
      return sum;
  }
}

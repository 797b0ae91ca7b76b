import type { Family } from '../metrics/family.ts';
import { histogramSamples } from '../metrics/histogram-samples.ts';
import { samplesOf } from '../metrics/samples.ts';
import type { Sample, Snapshot } from '../promql/value.ts';

/** The families of one scrape, as an expression looks at them. */
export function familySnapshot(
  families: readonly Family[],
  instance: string,
  atSeconds: number,
): Snapshot {
  const known = new Map<string, readonly Sample[]>();
  const read = (name: string): readonly Sample[] =>
    seriesOf(families, name).map(({ labels, value }) => ({
      labels: { ...labels, instance },
      value,
    }));
  return {
    atSeconds,
    series: (name) => {
      const samples = known.get(name) ?? read(name);
      known.set(name, samples);
      return samples;
    },
  };
}

function seriesOf(families: readonly Family[], name: string): readonly Sample[] {
  const [, base = '', part] = /^(.*)_(bucket|sum|count)$/.exec(name) ?? [];
  const histogram = part === undefined ? [] : histogramSamples(families, base);
  if (histogram.length === 0) return samplesOf(families, name);
  return histogram.flatMap(({ buckets, count, labels, sum }): readonly Sample[] => {
    if (part === 'sum') return [{ labels, value: sum }];
    if (part === 'count') return [{ labels, value: count }];
    return [
      ...buckets.map((bucket) => ({
        labels: { ...labels, le: String(bucket.le) },
        value: bucket.count,
      })),
      { labels: { ...labels, le: '+Inf' }, value: count },
    ];
  });
}

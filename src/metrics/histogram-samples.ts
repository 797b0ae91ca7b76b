import type { Family } from './family.ts';
import type { Labels } from './label-text.ts';
import { parseLabelText } from './parse-label-text.ts';

export interface HistogramSample {
  readonly labels: Labels;
  /** Cumulative, by finite upper bound in rising order. */
  readonly buckets: readonly { readonly le: number; readonly count: number }[];
  readonly sum: number;
  readonly count: number;
}

/** The samples of one histogram, as numbers; none where there is no such histogram. */
export function histogramSamples(
  families: readonly Family[],
  name: string,
): readonly HistogramSample[] {
  return families.flatMap((family) => {
    if (family.name !== name || family.type !== 'histogram') return [];
    return family.blocks.flatMap(({ labels, values }) =>
      values.flatMap((value, index) =>
        value === null
          ? []
          : [
              {
                labels: parseLabelText(labels[index] ?? ''),
                buckets: value.buckets.map(({ count, le }) => ({
                  le: Number(le),
                  count: Number(count),
                })),
                sum: Number(value.sum),
                count: Number(value.count),
              },
            ],
      ),
    );
  });
}

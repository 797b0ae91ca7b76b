import type { Family } from './family.ts';
import type { Labels } from './label-text.ts';
import { parseLabelText } from './parse-label-text.ts';

export interface Sample {
  readonly labels: Labels;
  readonly value: number;
}

/** The samples of one scalar family, as numbers; none where there is no such family. */
export function samplesOf(families: readonly Family[], name: string): readonly Sample[] {
  return families.flatMap((family) => {
    if (family.name !== name || family.type === 'histogram') return [];
    return family.blocks.flatMap(({ labels, values }) =>
      values.flatMap((value, index) =>
        value === null
          ? []
          : [{ labels: parseLabelText(labels[index] ?? ''), value: numberOf(value) }],
      ),
    );
  });
}

/** Both text formats write infinity as +Inf and -Inf, which Number does not know. */
function numberOf(text: string): number {
  if (text === '+Inf') return Number.POSITIVE_INFINITY;
  if (text === '-Inf') return Number.NEGATIVE_INFINITY;
  return Number(text);
}

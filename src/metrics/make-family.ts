import type { ScalarFamily, ScalarType } from './family.ts';
import { type Labels, labelText } from './label-text.ts';

/** A small family out of plain numbers; rows of a query take the path without numbers instead. */
export function makeFamily(
  type: ScalarType,
  name: string,
  help: string,
  samples: readonly { readonly labels?: Labels; readonly value: number }[],
): ScalarFamily {
  return {
    name,
    help,
    type,
    blocks: [
      {
        labels: samples.map(({ labels }) => labelText(labels ?? {})),
        values: samples.map(({ value }) => numberText(value)),
      },
    ],
  };
}

/** As both text formats write numbers. */
export function numberText(value: number): string {
  if (Number.isFinite(value)) return String(value);
  if (Number.isNaN(value)) return 'NaN';
  return value > 0 ? '+Inf' : '-Inf';
}

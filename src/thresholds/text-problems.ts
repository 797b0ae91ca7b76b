import { didYouMean } from '../yaml/did-you-mean.ts';
import type { Path } from '../yaml/problem.ts';
import type { Threshold } from './threshold.ts';

/** Places in summary and detail that nothing could fill. */
export function textProblems(
  threshold: Threshold,
): readonly { readonly path: Path; readonly message: string }[] {
  const known = ['value', 'limit', 'instance', ...threshold.per];
  return (['summary', 'detail'] as const).flatMap((key) =>
    [...threshold[key].matchAll(/\{(\w+)\}/g)]
      .map(([, name = '']) => name)
      .filter((name) => !known.includes(name))
      .map((name) => ({
        path: [key],
        message: `there is no {${name}}${didYouMean(name, known)}; known here: ${known.join(', ')}`,
      })),
  );
}

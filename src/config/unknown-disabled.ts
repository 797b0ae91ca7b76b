import type { CheckedYaml } from '../yaml/check-yaml.ts';
import { didYouMean } from '../yaml/did-you-mean.ts';
import type { Path, Problem } from '../yaml/problem.ts';
import type { Config } from './schema.ts';

/** Names that are to be switched off and that no catalog has: with a typo the query would go on. */
export function unknownDisabled(
  config: Config,
  ids: readonly string[],
  problem: CheckedYaml<unknown>['problem'],
): readonly Problem[] {
  const known = new Set(ids);
  const lists: readonly (readonly [Path, readonly string[]])[] = [
    [['catalog', 'disable'], config.catalog.disable],
    ...Object.entries(config.targets).map(
      ([name, { disable }]) => [['targets', name, 'disable'], disable] as const,
    ),
  ];
  return lists.flatMap(([path, names]) =>
    names.flatMap((name, index) => {
      if (known.has(name)) return [];
      const message = `no catalog has the query "${name}"${didYouMean(name, ids)}`;
      return [problem([...path, index], message)];
    }),
  );
}

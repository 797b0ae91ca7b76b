import { loadThresholds } from '../thresholds/load-thresholds.ts';
import type { CheckedYaml } from '../yaml/check-yaml.ts';
import { didYouMean } from '../yaml/did-you-mean.ts';
import type { Path, Problem } from '../yaml/problem.ts';
import type { Config } from './schema.ts';

/** Values for thresholds that do not exist: with a typo the shipped limit would stay. */
export async function unknownThresholds(
  config: Config,
  problem: CheckedYaml<unknown>['problem'],
): Promise<readonly Problem[]> {
  const choices: readonly (readonly [Path, readonly string[]])[] = [
    [['thresholds', 'values'], Object.keys(config.thresholds.values)],
    ...Object.entries(config.targets).map(
      ([name, { thresholds }]) =>
        [['targets', name, 'thresholds', 'values'], Object.keys(thresholds.values)] as const,
    ),
  ];
  if (choices.every(([, names]) => names.length === 0)) return [];
  const ids = (await loadThresholds()).map(({ id }) => id);
  return choices.flatMap(([path, names]) =>
    names
      .filter((name) => !ids.includes(name))
      .map((name) => {
        const message = `there is no threshold "${name}"${didYouMean(name, ids)}; docs/alerts.md has all of them`;
        return problem([...path, name], message, 'key');
      }),
  );
}

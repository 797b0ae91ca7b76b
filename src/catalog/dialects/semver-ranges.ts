import { parseVersionRange, type VersionRange } from '../version-range.ts';

/**
 * The version ranges of a semantic version constraint such as ">=12.0.0 <=15.0.0 || 17.x", of which
 * one must hold; undefined where the text is not one.
 */
export function semverRanges(text: string): readonly VersionRange[] | undefined {
  const ranges: VersionRange[] = [];
  for (const alternative of text.split('||')) {
    const spaced = alternative
      .replace(/([<>=!~^]+)\s+/g, '$1')
      .replaceAll(',', ' ')
      .trim();
    const hyphen = /^(\d[\d.]*)\s+-\s+(\d[\d.]*)$/.exec(spaced);
    const parts = hyphen ? [`>=${hyphen[1]}`, `<=${hyphen[2]}`] : spaced.split(/\s+/);
    const choices = parts.map(comparisonsOf);
    if (!choices.every((choice) => choice !== undefined)) return undefined;
    for (const combination of combine(choices)) {
      const range = parseVersionRange(combination.length === 0 ? '>=0' : combination.join(' '));
      if (range === undefined) return undefined;
      ranges.push(range);
    }
  }
  return ranges;
}

/** One comparison as lists of the comparisons that the catalog knows, one list of which must hold. */
function comparisonsOf(text: string): readonly (readonly string[])[] | undefined {
  const match = /^([<>=!~^]*)v?(\d+(?:\.(?:\d+|[xX*]))*|[xX*])$/.exec(text);
  if (match === null) return undefined;
  const [, operator = '', written = ''] = match;
  const version = written.replace(/(^|\.)[xX*].*$/, '');
  if (version === '') return [[]];
  switch (operator) {
    case '':
    case '=':
    case '==':
      return [[`=${version}`]];
    case '!':
    case '!=':
      return [[`<${version}`], [`>${version}`]];
    case '^':
      return [[`>=${version}`, `<${next(version, 1)}`]];
    case '~':
      return [[`>=${version}`, `<${next(version, version.includes('.') ? 2 : 1)}`]];
    case '<':
    case '<=':
    case '=<':
    case '>':
    case '>=':
    case '=>':
      return [[`${operator.replace(/^=([<>])$/, '$1=')}${version}`]];
    default:
      return undefined;
  }
}

/** The first version after all that begin with the same `parts` numbers. */
function next(version: string, parts: number): string {
  const numbers = version.split('.').slice(0, parts).map(Number);
  return [...numbers.slice(0, -1), (numbers.at(-1) ?? 0) + 1].join('.');
}

/** Every way to take one list of each choice. */
function combine(choices: readonly (readonly (readonly string[])[])[]): readonly string[][] {
  return choices.reduce<string[][]>(
    (taken, choice) => taken.flatMap((before) => choice.map((more) => [...before, ...more])),
    [[]],
  );
}

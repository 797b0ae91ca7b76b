/** Versions that satisfy every comparison, such as ">=14 <17" or ">=1.8". */
export interface VersionRange {
  readonly text: string;
  readonly comparisons: readonly Comparison[];
}

interface Comparison {
  readonly operator: Operator;
  readonly version: readonly number[];
}

type Operator = '>=' | '>' | '<=' | '<' | '=';

/** The range, or undefined where the text is not one. */
export function parseVersionRange(text: string): VersionRange | undefined {
  const parts = text
    .trim()
    .replace(/([<>=])\s+/g, '$1')
    .split(/\s+/);
  const comparisons = parts.map(parseComparison);
  if (!comparisons.every((comparison) => comparison !== undefined)) return undefined;
  return { text: text.trim(), comparisons };
}

/** Missing parts count as 0: 18 is 18.0. */
export function inRange(range: VersionRange, version: readonly number[]): boolean {
  return range.comparisons.every(({ operator, version: bound }) =>
    HOLDS[operator](compareVersions(version, bound, operator)),
  );
}

/** Whether some version lies in both ranges; checked at the bounds and beside them. */
export function rangesOverlap(a: VersionRange, b: VersionRange): boolean {
  const bounds = [...a.comparisons, ...b.comparisons].map(({ version }) => version);
  const candidates = bounds.flatMap((bound) => [bound, before(bound), after(bound)]);
  return candidates.some((version) => inRange(a, version) && inRange(b, version));
}

/** "18.4" or "1.10" as numbers; text after the digits ("18beta1") is left out. */
export function parseVersion(text: string): readonly number[] {
  return (/^\d+(?:\.\d+)*/.exec(text.trim())?.[0] ?? '0').split('.').map(Number);
}

/** server_version_num 180004 as [18, 4]. */
export function serverVersion(versionNum: number): readonly number[] {
  return [Math.floor(versionNum / 10_000), versionNum % 10_000];
}

function parseComparison(text: string): Comparison | undefined {
  const match = /^(>=|>|<=|<|=)?(\d+(?:\.\d+){0,2})$/.exec(text);
  if (match === null) return undefined;
  const [, operator = '=', version = ''] = match;
  return { operator: operator as Operator, version: parseVersion(version) };
}

function compareVersions(
  version: readonly number[],
  bound: readonly number[],
  operator: Operator,
): number {
  // "=17", "<=17" and ">17" speak of the whole major: 17.10 is 17.
  const whole = operator === '=' || operator === '<=' || operator === '>';
  const length = whole ? bound.length : Math.max(version.length, bound.length);
  for (let index = 0; index < length; index++) {
    const difference = (version[index] ?? 0) - (bound[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

const HOLDS: Readonly<Record<Operator, (difference: number) => boolean>> = {
  '>=': (difference) => difference >= 0,
  '>': (difference) => difference > 0,
  '<=': (difference) => difference <= 0,
  '<': (difference) => difference < 0,
  '=': (difference) => difference === 0,
};

function before(version: readonly number[]): readonly number[] {
  const last = version.at(-1) ?? 0;
  return last > 0 ? [...version.slice(0, -1), last - 1, 9999] : version;
}

function after(version: readonly number[]): readonly number[] {
  return [...version.slice(0, -1), (version.at(-1) ?? 0) + 1];
}

import type { Matcher, Selector } from './expression.ts';

export type SampleLabels = Readonly<Record<string, string>>;

/** One series at one time, without its name. */
export interface Sample {
  readonly labels: SampleLabels;
  readonly value: number;
}

/** All series at one time. */
export interface Snapshot {
  readonly atSeconds: number;
  series(name: string): readonly Sample[];
}

/** A number, or a series of samples with different labels. */
export type Value = number | readonly Sample[];

/** The samples that a selector means. */
export function matches(snapshot: Snapshot, selector: Selector): readonly Sample[] {
  const tests = selector.matchers.map(matcherTest);
  return snapshot.series(selector.name).filter(({ labels }) => tests.every((test) => test(labels)));
}

/** Equal for label sets that are equal. */
export function labelsKey(labels: SampleLabels): string {
  return JSON.stringify(
    Object.entries(labels)
      .filter(([, value]) => value !== '')
      .sort(),
  );
}

/** Some labels only, or all but some. */
export function pick(
  labels: SampleLabels,
  { keep, labels: names }: { readonly keep: boolean; readonly labels: readonly string[] },
): SampleLabels {
  return Object.fromEntries(
    Object.entries(labels).filter(([name]) => names.includes(name) === keep),
  );
}

function matcherTest({ label, operator, value }: Matcher): (labels: SampleLabels) => boolean {
  const wanted = operator === '=' || operator === '=~';
  if (operator === '=' || operator === '!=') {
    return (labels) => ((labels[label] ?? '') === value) === wanted;
  }
  // RE2 writes the flag into the pattern.
  const ignoreCase = value.startsWith('(?i)');
  const pattern = new RegExp(
    `^(?:${ignoreCase ? value.slice(4) : value})$`,
    ignoreCase ? 'iu' : 'u',
  );
  return (labels) => pattern.test(labels[label] ?? '') === wanted;
}

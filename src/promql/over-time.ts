import type { EvaluationContext } from './evaluation-context.ts';
import type { Selector } from './expression.ts';
import { NeedsHistory } from './needs-history.ts';
import { labelsKey, matches, type Sample } from './value.ts';

/** Longer ranges say something else than two looks can. */
const LONGEST_MS = 3_600_000;

/** A function of a range, of which there are the two looks. */
export function overTime(
  name: string,
  selector: Selector,
  { before, now, records }: EvaluationContext,
): readonly Sample[] {
  const { offsetMs, rangeMs = 0 } = selector;
  const combine = COMBINE[name];
  if (combine === undefined) throw new NeedsHistory(`needs samples over time (${name})`);
  if (offsetMs !== undefined || rangeMs > LONGEST_MS || records.has(selector.name)) {
    throw new NeedsHistory(`looks at ${rangeMs / 3_600_000} hours`);
  }
  if (before === undefined) throw new NeedsHistory('needs a second look some seconds later');
  const seconds = now.atSeconds - before.atSeconds;
  const old = new Map(
    matches(before, selector).map(({ labels, value }) => [labelsKey(labels), value]),
  );
  return matches(now, selector).flatMap(({ labels, value }) => {
    const first = old.get(labelsKey(labels));
    return first === undefined ? [] : [{ labels, value: combine(first, value, seconds) }];
  });
}

type Combine = (first: number, last: number, seconds: number) => number;

const increase: Combine = (first, last) => (last < first ? last : last - first);

const COMBINE: Readonly<Record<string, Combine>> = {
  rate: (first, last, seconds) => increase(first, last, seconds) / seconds,
  // What happened in these seconds at least; more would be a guess.
  increase,
  delta: (first, last) => last - first,
  changes: (first, last) => (first === last ? 0 : 1),
  resets: (first, last) => (last < first ? 1 : 0),
  max_over_time: (first, last) => Math.max(first, last),
  min_over_time: (first, last) => Math.min(first, last),
};

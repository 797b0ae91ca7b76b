import { labelsKey, pick, type Sample, type SampleLabels } from '../promql/value.ts';
import type { ChosenThreshold } from './choose-limits.ts';
import { SEVERITIES, type Severity } from './threshold.ts';

/** What is said of one series of a signal. */
export interface Judgement {
  readonly labels: SampleLabels;
  readonly value: number;
  /** `idle`: too little traffic to judge. */
  readonly verdict: Severity | 'ok' | 'idle';
  /** The one that was broken, or else the first that would be. */
  readonly limit: number | undefined;
}

/** Judges the series of a signal; `guards` are those of the guard, where the threshold has one. */
export function judge(
  { limits, threshold }: ChosenThreshold,
  samples: readonly Sample[],
  guards: readonly Sample[] | undefined,
): readonly Judgement[] {
  const { guard, worse } = threshold;
  const by = { keep: true, labels: ['job', 'instance', ...(guard?.by ?? [])] };
  const busy = new Set(guards?.map(({ labels }) => labelsKey(pick(labels, by))));
  return samples
    .filter(({ value }) => !Number.isNaN(value))
    .map(({ labels, value }) => {
      const broken = SEVERITIES.find((severity) => {
        const limit = limits[severity];
        return limit !== undefined && (worse === 'above' ? value > limit : value < limit);
      });
      const idle = guards !== undefined && !busy.has(labelsKey(pick(labels, by)));
      const mildest = SEVERITIES.findLast((severity) => limits[severity] !== undefined);
      const shown = broken === undefined || idle ? mildest : broken;
      return {
        labels,
        value,
        verdict: idle ? 'idle' : (broken ?? 'ok'),
        limit: shown === undefined ? undefined : limits[shown],
      };
    });
}

import { evaluate } from '../promql/evaluate.ts';
import type { EvaluationContext } from '../promql/evaluation-context.ts';
import { NeedsHistory } from '../promql/needs-history.ts';
import { parsePromql } from '../promql/parse-promql.ts';
import type { Sample } from '../promql/value.ts';
import type { ChosenThreshold } from './choose-limits.ts';
import { type Judgement, judge } from './judge.ts';
import type { Verdict } from './verdict.ts';

/** Judges one server by two scrapes of it. */
export function liveVerdicts(
  target: string,
  chosen: readonly ChosenThreshold[],
  context: EvaluationContext,
): readonly Verdict[] {
  return chosen
    .filter(({ limits }) => Object.keys(limits).length > 0)
    .flatMap((one) => {
      const { threshold } = one;
      const base = { threshold, target, labels: {}, forMs: 0 };
      try {
        const samples = samplesFor(threshold.signal, context);
        if (samples.length === 0) return [{ ...base, kind: 'no_data' as const }];
        const guards =
          threshold.guard === undefined ? undefined : samplesFor(threshold.guard.expr, context);
        return judge(one, samples, guards).map((judgement) => verdictOf(target, one, judgement));
      } catch (error) {
        if (!(error instanceof NeedsHistory)) throw error;
        return [{ ...base, kind: 'needs_history' as const, reason: error.message }];
      }
    });
}

/** What was judged, with what is told of it. */
export function verdictOf(
  target: string,
  { forMs, threshold }: ChosenThreshold,
  { labels, limit, value, verdict }: Judgement,
): Verdict {
  const judged = verdict === 'ok' || verdict === 'idle' ? 0 : forMs[verdict];
  return {
    threshold,
    target,
    kind: verdict,
    labels: Object.fromEntries(threshold.per.map((label) => [label, labels[label] ?? ''])),
    value,
    forMs: judged,
    ...(limit === undefined ? {} : { limit }),
  };
}

function samplesFor(text: string, context: EvaluationContext): readonly Sample[] {
  const value = evaluate(parsePromql(text), context);
  return typeof value === 'number' ? [{ labels: {}, value }] : value;
}

import { addMatcher } from '../promql/add-matcher.ts';
import type { ChosenThreshold } from '../thresholds/choose-limits.ts';
import { judge } from '../thresholds/judge.ts';
import { verdictOf } from '../thresholds/live-verdicts.ts';
import type { Verdict } from '../thresholds/verdict.ts';
import type { ActiveAlert, PrometheusClient } from './prometheus-client.ts';

/** Judges by what Prometheus has; `instance` may be absent, for all that it knows. */
export async function recordedVerdicts(
  client: PrometheusClient,
  chosen: readonly ChosenThreshold[],
  instance: string | undefined,
): Promise<readonly Verdict[]> {
  const alerts = await client.alerts();
  const only = (text: string) =>
    instance === undefined ? text : addMatcher(text, `instance=${JSON.stringify(instance)}`);
  const judged = chosen
    .filter(({ limits }) => Object.keys(limits).length > 0)
    .map(async (one): Promise<readonly Verdict[]> => {
      const { guard, signal } = one.threshold;
      const samples = await client.query(only(signal));
      const guards = guard === undefined ? undefined : await client.query(only(guard.expr));
      const judgements = judge(one, samples, guards);
      if (judgements.length === 0) return [withoutData(one, instance)];
      return judgements.map((judgement) => {
        const verdict = verdictOf(judgement.labels.instance ?? '', one, judgement);
        const since = sinceOf(verdict, alerts);
        return since === undefined ? verdict : { ...verdict, since };
      });
    });
  return (await Promise.all(judged)).flat();
}

function withoutData({ threshold }: ChosenThreshold, instance: string | undefined): Verdict {
  return { threshold, target: instance ?? '', kind: 'no_data', labels: {}, forMs: 0 };
}

/** When the alert of a verdict became active, pending or firing. */
function sinceOf(
  { kind, labels, target, threshold }: Verdict,
  alerts: readonly ActiveAlert[],
): string | undefined {
  const wanted = { ...labels, alertname: threshold.alert, instance: target, severity: kind };
  return alerts.find((alert) =>
    Object.entries(wanted).every(([name, value]) => (alert.labels[name] ?? '') === value),
  )?.activeAt;
}

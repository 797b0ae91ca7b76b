import type { Verdict } from '../thresholds/verdict.ts';

/** The verdicts as plain data for other programs. */
export function verdictsJson(verdicts: readonly Verdict[]): unknown {
  return verdicts.map(
    ({ forMs, kind, labels, limit, reason, since, target, threshold, value }) => ({
      target,
      threshold: threshold.id,
      alert: threshold.alert,
      category: threshold.category,
      verdict: kind,
      labels,
      ...(value === undefined ? {} : { value }),
      ...(limit === undefined ? {} : { limit }),
      unit: threshold.unit,
      worse: threshold.worse,
      alert_after_seconds: forMs / 1000,
      ...(since === undefined ? {} : { since }),
      ...(reason === undefined ? {} : { reason }),
      sql: threshold.sql,
      runbook: threshold.runbook,
    }),
  );
}

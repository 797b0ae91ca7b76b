import type { ThresholdChoice } from './choice-schema.ts';
import { type Limits, SEVERITIES, type Severity, type Threshold } from './threshold.ts';

/** A threshold with the limits that hold for one server. */
export interface ChosenThreshold {
  readonly threshold: Threshold;
  readonly limits: Limits;
  readonly forMs: Readonly<Record<Severity, number>>;
}

/** The limits of a preset, changed by single values; a later choice wins over an earlier one. */
export function chooseLimits(
  thresholds: readonly Threshold[],
  ...choices: readonly ThresholdChoice[]
): readonly ChosenThreshold[] {
  const preset = choices.findLast((choice) => choice.preset !== undefined)?.preset ?? 'production';
  return thresholds.map((threshold) => {
    const values = choices.map((choice) => choice.values[threshold.id] ?? {});
    const limits = SEVERITIES.flatMap((severity) => {
      const chosen = values.findLast((value) => value[severity] !== undefined)?.[severity];
      const limit = chosen ?? threshold.limits[preset][severity];
      return limit === undefined || limit === 'off' ? [] : [[severity, limit] as const];
    });
    const forMs = values.findLast((value) => value.for !== undefined)?.for;
    return {
      threshold,
      limits: Object.fromEntries(limits),
      forMs:
        forMs === undefined ? threshold.forMs : { critical: forMs, warning: forMs, info: forMs },
    };
  });
}

import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import { type ThresholdsConfig, ThresholdsMode } from '@grafana/grafana-foundation-sdk/dashboard';
import type { Limits, Threshold } from '../thresholds/threshold.ts';

/** Entries of thresholds.yaml by their id. */
export type LimitsById = ReadonlyMap<string, Threshold>;

type Step = ThresholdsConfig['steps'][number];

/** Colours of values: good, above (or below) the warning, above (or below) the critical limit. */
export function colourSteps(id: string | undefined, all: LimitsById): Builder<ThresholdsConfig> {
  if (id === undefined) return steps([{ value: null, color: 'text' }]);
  const { limits, worse } = entryOf(id, all);
  const { critical, info, warning = info } = limits.production;
  if (worse === 'above') {
    return steps([
      { value: null, color: 'green' },
      ...step(warning, 'orange'),
      ...step(critical, 'red'),
    ]);
  }
  const worst = critical === undefined ? 'orange' : 'red';
  return steps([
    { value: null, color: worst },
    ...step(critical, warning === undefined ? 'green' : 'orange'),
    ...step(warning, 'green'),
  ]);
}

/** Lines over a graph at the limits. */
export function lineSteps(id: string, all: LimitsById): Builder<ThresholdsConfig> {
  const { critical, info, warning = info }: Limits = entryOf(id, all).limits.production;
  const lines = [...step(warning, 'orange'), ...step(critical, 'red')];
  lines.sort((a, b) => (a.value ?? 0) - (b.value ?? 0));
  return steps([{ value: null, color: 'transparent' }, ...lines]);
}

/** Everything above 0 has this colour. */
export function alarmSteps(colour: string): Builder<ThresholdsConfig> {
  return steps([
    { value: null, color: 'green' },
    { value: 0.001, color: colour },
  ]);
}

function entryOf(id: string, all: LimitsById): Threshold {
  const entry = all.get(id);
  if (entry !== undefined) return entry;
  throw new Error(
    `A panel draws the limits of ${id}, which thresholds.yaml does not have; name one of ${[...all.keys()].join(', ')}.`,
  );
}

function step(value: number | undefined, color: string): readonly Step[] {
  return value === undefined ? [] : [{ value, color }];
}

function steps(given: readonly Step[]): Builder<ThresholdsConfig> {
  return { build: () => ({ mode: ThresholdsMode.Absolute, steps: [...given] }) };
}

import { type CheckedYaml, checkYaml } from '../yaml/check-yaml.ts';
import { type Path, type Problem, pathPrefix } from '../yaml/problem.ts';
import { promqlProblems } from './promql-problems.ts';
import { type LimitsEntry, type ThresholdEntry, thresholdsSchema } from './schema.ts';
import { textProblems } from './text-problems.ts';
import {
  type Example,
  type Guard,
  type Limits,
  PRESETS,
  type Preset,
  SEVERITIES,
  type Severity,
  type Threshold,
} from './threshold.ts';

export interface ParsedThresholds {
  readonly thresholds: readonly Threshold[];
  readonly problems: readonly Problem[];
}

/** A file of thresholds as data, with every problem that can be seen without a server. */
export function parseThresholds(file: string, text: string): ParsedThresholds {
  const checked = checkYaml(file, text, thresholdsSchema);
  const entries = Object.entries(checked.value ?? {});
  const thresholds = entries.map(([id, entry]) => thresholdOf(id, entry, checked));
  const problems = thresholds.flatMap((threshold) =>
    [...limitProblems(threshold), ...textProblems(threshold), ...promqlProblems(threshold)].map(
      ({ path, message }) =>
        checked.problem(
          [threshold.id, ...path],
          `${pathPrefix([threshold.id, ...path])}${message}`,
        ),
    ),
  );
  return { thresholds, problems: [...checked.problems, ...problems] };
}

function thresholdOf(id: string, entry: ThresholdEntry, checked: CheckedYaml<unknown>): Threshold {
  const { file, line, col } = checked.problem([id], '', 'key');
  const production = { ...entry.limits, ...entry.presets.production };
  return {
    id,
    alert: `Postgres${id.replace(/(?:^|_)([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())}`,
    category: entry.category,
    description: entry.description,
    signal: entry.signal.trim(),
    per: entry.per,
    worse: entry.worse,
    unit: entry.unit,
    limits: byPreset((preset) => withoutOff({ ...production, ...entry.presets[preset] })),
    forMs: forOf(entry.for),
    ...(entry.guard === undefined ? {} : { guard: guardOf(entry.guard, entry.per) }),
    summary: entry.summary,
    detail: entry.detail.trim().replace(/\s+/g, ' '),
    sql: entry.sql.trim(),
    dashboard: `pgvitals-${entry.dashboard}`,
    runbook: `docs/runbooks/${id.replaceAll('_', '-')}.md`,
    example: exampleOf(entry.example),
    source: { file, line, col },
  };
}

function byPreset(of: (preset: Preset) => Limits): Readonly<Record<Preset, Limits>> {
  return Object.fromEntries(PRESETS.map((preset) => [preset, of(preset)])) as Record<
    Preset,
    Limits
  >;
}

function withoutOff(limits: LimitsEntry): Limits {
  return Object.fromEntries(Object.entries(limits).filter(([, limit]) => limit !== 'off'));
}

function forOf(given: ThresholdEntry['for']): Readonly<Record<Severity, number>> {
  const one = (severity: Severity) => (typeof given === 'number' ? given : (given[severity] ?? 0));
  return { critical: one('critical'), warning: one('warning'), info: one('info') };
}

function guardOf(guard: NonNullable<ThresholdEntry['guard']>, per: readonly string[]): Guard {
  return typeof guard === 'string'
    ? { expr: guard.trim(), by: per }
    : { expr: guard.expr.trim(), by: guard.by };
}

function exampleOf({ at, idle, interval, step, ...rest }: ThresholdEntry['example']): Example {
  return {
    ...rest,
    intervalMs: interval,
    ...(idle === undefined ? {} : { idle }),
    ...(at === undefined ? {} : { atMs: at }),
    ...(step === undefined ? {} : { step }),
  };
}

interface Found {
  readonly path: Path;
  readonly message: string;
}

/** In every preset, what is critical must be worse than what is a warning. */
function limitProblems({ limits, worse }: Threshold): readonly Found[] {
  return PRESETS.flatMap((preset) => {
    const steps = SEVERITIES.flatMap((severity) => limits[preset][severity] ?? []);
    const sorted = steps.every((limit, index) => {
      const milder = steps[index + 1];
      return milder === undefined || (worse === 'above' ? limit >= milder : limit <= milder);
    });
    if (sorted) return [];
    const order = worse === 'above' ? 'falling' : 'rising';
    const message = `with worse: ${worse}, limits of ${preset} must be ${order} from critical to info; found ${steps.join(', ')}`;
    return [{ path: ['limits'], message }];
  });
}

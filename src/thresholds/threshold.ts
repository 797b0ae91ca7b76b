export const SEVERITIES = ['critical', 'warning', 'info'] as const;
/** critical pages somebody, warning goes to chat and e-mail, info is recorded. */
export type Severity = (typeof SEVERITIES)[number];

export const PRESETS = ['production', 'development', 'analytics'] as const;
export type Preset = (typeof PRESETS)[number];

export const THRESHOLD_CATEGORIES = [
  'availability',
  'performance',
  'tables',
  'indexes',
  'connections',
  'storage',
  'replication',
  'host',
  'baseline',
  'exporter',
] as const;
export type ThresholdCategory = (typeof THRESHOLD_CATEGORIES)[number];

export const UNITS = [
  'ratio',
  'seconds',
  'bytes',
  'count',
  'factor',
  'state',
  'per_second',
] as const;
/** How values are written; `state` is yes or no and has no limit to show. */
export type Unit = (typeof UNITS)[number];

export const DASHBOARDS = [
  'fleet',
  'overview',
  'queries',
  'cache-io',
  'tables',
  'sessions',
  'replication',
  'capacity',
  'exporter',
] as const;

/** Absent: no alert of that severity. */
export type Limits = Readonly<Partial<Record<Severity, number>>>;

/** One entry of thresholds.yaml, checked and with every default filled in. */
export interface Threshold {
  /** The key in the file, such as cache_hit_ratio. */
  readonly id: string;
  /** Name of its alerts, such as PostgresCacheHitRatio. */
  readonly alert: string;
  readonly category: ThresholdCategory;
  readonly description: string;
  /** PromQL; each of its series is judged on its own. */
  readonly signal: string;
  /** Labels that tell the series of one server apart. */
  readonly per: readonly string[];
  readonly worse: 'above' | 'below';
  readonly unit: Unit;
  readonly limits: Readonly<Record<Preset, Limits>>;
  readonly forMs: Readonly<Record<Severity, number>>;
  /** PromQL that gives a series where there is enough traffic to judge. */
  readonly guard?: Guard;
  readonly summary: string;
  readonly detail: string;
  /** What to look with. */
  readonly sql: string;
  readonly dashboard: string;
  /** Path from the root of the repository. */
  readonly runbook: string;
  readonly example: Example;
  readonly source: { readonly file: string; readonly line: number; readonly col: number };
}

export interface Guard {
  readonly expr: string;
  /** Labels besides job and instance that it shares with the signal. */
  readonly by: readonly string[];
}

/** Series with which the rules are tested; in their values `v` is the value of the signal. */
export interface Example {
  /** A value of the signal on a day like every other. */
  readonly good: number;
  readonly series: Readonly<Record<string, string>>;
  /** Series that replace those of the same name, with which the guard keeps quiet. */
  readonly idle?: Readonly<Record<string, string>>;
  /** Other sources of the same signal. */
  readonly others: readonly Readonly<Record<string, string>>[];
  readonly intervalMs: number;
  /** When the rules are looked at, at least as long after the start as `for`. */
  readonly atMs?: number;
  /** Difference between a limit and the nearest value beyond it; 2 % of the limit when absent. */
  readonly step?: number;
  /** With `step`: how far within the limit the value is that must not fire; 0 is the limit. */
  readonly under: number;
}

import type { Trend } from '../trends/trend.ts';
import type { TrendUnit } from '../trends/trend-signals.ts';

/** What a server did in a time: raw figures, in seconds, bytes and shares from 0 to 1. */
export interface Report {
  readonly server: string;
  readonly from: string;
  readonly to: string;
  readonly summary: Summary;
  readonly recommendations: readonly Recommendation[];
  readonly alerts: readonly FiredAlert[];
  readonly anomalies: readonly Anomaly[];
  readonly classes: readonly ClassFigures[];
  readonly statements: {
    readonly most_time: readonly StatementFigures[];
    readonly slowest: readonly StatementFigures[];
    readonly most_calls: readonly StatementFigures[];
  };
  readonly resources: readonly Resource[];
  /** Against the time before, of the same length. */
  readonly trends: readonly Trend[];
}

type Figure = number | null;

export interface Summary {
  readonly statements: Figure;
  readonly mean_seconds: Figure;
  readonly p95_seconds: Figure;
  readonly transactions: Figure;
  readonly rollbacks: Figure;
  readonly deadlocks: Figure;
  /** Sessions that ended by an error, were killed, or whose client went away. */
  readonly failed_sessions: Figure;
  readonly cache_hit_ratio: Figure;
  readonly up_ratio: Figure;
  readonly restarts: Figure;
}

export interface ClassFigures {
  readonly class: string;
  readonly calls: number;
  readonly mean_seconds: number;
  readonly p95_seconds: Figure;
  readonly target_seconds: Figure;
  readonly over_target_ratio: Figure;
}

export interface StatementFigures {
  readonly queryid: string;
  readonly user: string;
  readonly database: string;
  readonly class: string;
  readonly query: string;
  readonly calls: number;
  readonly seconds: number;
  readonly mean_seconds: number;
  /** Of the time of all statements. */
  readonly share_ratio: Figure;
  /** Mean against that of the time before; 2 is twice as long. */
  readonly mean_factor: Figure;
}

export interface Resource {
  readonly resource: string;
  readonly unit: TrendUnit;
  readonly average: Figure;
  readonly most: Figure;
  readonly last: Figure;
}

export interface FiredAlert {
  readonly alert: string;
  readonly severity: string;
  readonly labels: Readonly<Record<string, string>>;
  /** About how long it fired in this time. */
  readonly seconds: number;
  readonly last: string;
  readonly firing: boolean;
}

/** A figure that was for a moment far from what it usually is. */
export interface Anomaly {
  readonly what: string;
  readonly unit: TrendUnit;
  readonly at: string;
  readonly value: number;
  readonly median: number;
  readonly factor: number;
}

export interface Recommendation {
  readonly what: string;
  readonly how: string;
}

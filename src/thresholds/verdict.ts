import type { SampleLabels } from '../promql/value.ts';
import type { Severity, Threshold } from './threshold.ts';

/**
 * What a check says of one thing: a severity, fine, too little traffic, no metric to judge by, or
 * that only a history can tell.
 */
export type VerdictKind = Severity | 'ok' | 'idle' | 'no_data' | 'needs_history';

export interface Verdict {
  readonly threshold: Threshold;
  readonly target: string;
  readonly kind: VerdictKind;
  /** Of the series, without job and instance. */
  readonly labels: SampleLabels;
  readonly value?: number;
  readonly limit?: number;
  /** How long it must last until there is an alert. */
  readonly forMs: number;
  /** Since when it has been so, where that is known. */
  readonly since?: string;
  /** Why it could not be judged. */
  readonly reason?: string;
}

import type { Benchmark } from '../benchmark/benchmark.ts';
import type { BenchmarkHistory } from '../benchmark/benchmark-history.ts';
import type { Measured } from '../benchmark/run-benchmark.ts';

/** What became of one benchmark, with what it was last time; or why it was not run. */
export type BenchmarkOutcome =
  | (Measured & { readonly last: BenchmarkHistory[string] | undefined })
  | {
      readonly benchmark: Benchmark;
      readonly problem: string;
      /** It is not for this server, which is no failure. */
      readonly skipped?: true;
    };

export function hasOtherPlan(outcome: BenchmarkOutcome): boolean {
  if ('problem' in outcome || outcome.last === undefined) return false;
  return outcome.last.fingerprint !== outcome.fingerprint;
}

export function isGood(outcome: BenchmarkOutcome, failOnPlanChange: boolean): boolean {
  if ('problem' in outcome) return isSkipped(outcome);
  if (failOnPlanChange && hasOtherPlan(outcome)) return false;
  return outcome.p95 <= outcome.benchmark.targetSeconds;
}

export function isSkipped(outcome: BenchmarkOutcome): boolean {
  return 'problem' in outcome && outcome.skipped === true;
}

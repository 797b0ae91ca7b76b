import type { Family } from '../../metrics/family.ts';
import { histogramSamples } from '../../metrics/histogram-samples.ts';
import { samplesOf } from '../../metrics/samples.ts';
import { type Bucket, bucketQuantile } from '../bucket-quantile.ts';
import { counterIncrease } from '../counter-increase.ts';
import type { LiveInterval } from './live-reading.ts';

/** How fast the statements of one class were in an interval. */
export interface ClassLatency {
  readonly name: string;
  readonly targetSeconds: number | null;
  readonly callsPerSecond: number;
  readonly meanSeconds: number | null;
  readonly p95Seconds: number | null;
  readonly overTargetRatio: number | null;
}

const LATENCY = 'pg_query_class_latency_seconds';

/** Every class that has a target or was called; none where statements have no classes. */
export function classLatencies({ before, now, seconds }: LiveInterval): readonly ClassLatency[] {
  const names = [...samplesOf(now.families, 'pg_query_class_target_seconds')]
    .concat(samplesOf(now.families, 'pg_query_class_calls_total'))
    .map(({ labels }) => labels.class ?? '');
  return [...new Set(names)].map((name) => {
    const grown = (metric: string) =>
      counterIncrease(now.families, before.families, `pg_query_class_${metric}`, { class: name });
    const calls = grown('calls_total') ?? 0;
    const target = samplesOf(now.families, 'pg_query_class_target_seconds').find(
      ({ labels }) => labels.class === name,
    );
    return {
      name,
      targetSeconds: target?.value ?? null,
      callsPerSecond: calls / seconds,
      meanSeconds: calls > 0 ? (grown('seconds_total') ?? 0) / calls : null,
      p95Seconds: quantileOf(now.families, before.families, name),
      overTargetRatio: calls > 0 ? (grown('over_target_calls_total') ?? 0) / calls : null,
    };
  });
}

function quantileOf(
  now: readonly Family[],
  before: readonly Family[],
  name: string,
): number | null {
  const [later, earlier] = [sumOf(now, name), sumOf(before, name)];
  const buckets = later.buckets.map(({ count, le }, index) => ({
    le,
    count: Math.max(0, count - (earlier.buckets[index]?.count ?? 0)),
  }));
  return bucketQuantile(0.95, buckets, later.count - earlier.count);
}

/** Over all databases and users. */
function sumOf(families: readonly Family[], name: string) {
  const samples = histogramSamples(families, LATENCY).filter(({ labels }) => labels.class === name);
  const buckets: readonly Bucket[] = (samples[0]?.buckets ?? []).map(({ le }, index) => ({
    le,
    count: samples.reduce((sum, sample) => sum + (sample.buckets[index]?.count ?? 0), 0),
  }));
  return { buckets, count: samples.reduce((sum, { count }) => sum + count, 0) };
}

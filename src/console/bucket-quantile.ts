export interface Bucket {
  readonly le: number;
  readonly count: number;
}

/**
 * The value below which a share of the observations lies, as Prometheus' histogram_quantile works
 * it out: even within a bucket, the last finite bound for what is beyond it.
 */
export function bucketQuantile(
  share: number,
  buckets: readonly Bucket[],
  total: number,
): number | null {
  const last = buckets.at(-1);
  if (total <= 0 || last === undefined) return null;
  const rank = share * total;
  let below: Bucket = { le: 0, count: 0 };
  for (const bucket of buckets) {
    if (bucket.count >= rank) {
      const inside = bucket.count - below.count;
      const part = inside > 0 ? (rank - below.count) / inside : 0;
      return below.le + (bucket.le - below.le) * part;
    }
    below = bucket;
  }
  return last.le;
}

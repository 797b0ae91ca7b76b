/** As histogram_quantile of Prometheus: `counts` is not cumulative and ends with +Inf. */
export function histogramQuantile(
  quantile: number,
  bounds: readonly number[],
  counts: Float64Array,
): number {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const rank = quantile * total;
  let below = 0;
  for (const [bucket, bound] of bounds.entries()) {
    const inside = counts[bucket] ?? 0;
    if (inside > 0 && below + inside >= rank) {
      const start = bounds[bucket - 1] ?? 0;
      return start + ((bound - start) * (rank - below)) / inside;
    }
    below += inside;
  }
  return bounds.at(-1) ?? Number.NaN;
}

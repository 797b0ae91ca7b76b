/** A share as a percentage: 99.98%, 97.5%, 42%; nothing where there is no share. */
export function formatRatio(ratio: number | null): string {
  if (ratio === null || !Number.isFinite(ratio)) return '';
  const percent = ratio * 100;
  // 99.996% must not look like all of it.
  if (percent > 99 && percent < 100) return `${(Math.floor(percent * 100) / 100).toFixed(2)}%`;
  return `${Number(percent.toFixed(1))}%`;
}

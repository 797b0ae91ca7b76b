/** The share of `part` in `part` and `rest`; null where there is nothing to have a share of. */
export function ratioOf(part: number | null, rest: number | null): number | null {
  const total = (part ?? 0) + (rest ?? 0);
  return total > 0 ? (part ?? 0) / total : null;
}

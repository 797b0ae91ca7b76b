/** The highest first; rows without a value come last. */
export function sortRows<Row>(
  rows: readonly Row[],
  by: (row: Row) => number | null,
): readonly Row[] {
  const value = (row: Row) => by(row) ?? Number.NEGATIVE_INFINITY;
  return [...rows].sort((a, b) => {
    const [one, other] = [value(a), value(b)];
    return one === other ? 0 : one > other ? -1 : 1;
  });
}

/** 812, 1,234, 12.3k, 4.56M: short enough for a column, exact as long as there is room. */
export function formatCount(count: number | null): string {
  if (count === null || !Number.isFinite(count)) return '';
  const size = Math.abs(count);
  if (size < 10_000) return Number.isInteger(count) ? grouped(count) : count.toFixed(small(size));
  const [factor, unit] = STEPS.find(([step]) => size >= step * 0.9995) ?? [1, ''];
  const value = count / factor;
  const digits = Math.abs(value) >= 99.95 ? 0 : Math.abs(value) >= 9.995 ? 1 : 2;
  return `${value.toFixed(digits)}${unit}`;
}

const STEPS: readonly (readonly [number, string])[] = [
  [1e15, 'P'],
  [1e12, 'T'],
  [1e9, 'G'],
  [1e6, 'M'],
  [1e3, 'k'],
];

function small(size: number): number {
  return size >= 99.95 ? 0 : size >= 9.995 ? 1 : 2;
}

function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}

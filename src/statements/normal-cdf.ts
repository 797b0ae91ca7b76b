/** The share of a standard normal distribution up to `z`; tiny shares are right to four digits, too. */
export function normalCdf(z: number): number {
  return z < 0 ? upperTail(-z) : 1 - upperTail(z);
}

/** Abramowitz and Stegun 26.2.17, good to 8e-8, and far out the continued fraction 26.2.14. */
function upperTail(z: number): number {
  const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
  if (z > 3.5) return density / (z + 1 / (z + 2 / (z + 3 / (z + 4 / (z + 5 / z)))));
  const t = 1 / (1 + 0.2316419 * z);
  const [a, b, c, d, e] = TERMS;
  return density * t * (a + t * (b + t * (c + t * (d + t * e))));
}

const TERMS = [0.31938153, -0.356563782, 1.781477937, -1.821255978, 1.330274429] as const;

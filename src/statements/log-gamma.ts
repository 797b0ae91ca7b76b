/** The logarithm of the gamma function for values above 0, to ten digits: Stirling's series. */
export function logGamma(value: number): number {
  // Below 7 the series is not exact enough: gamma(x) = gamma(x + 1) / x leads there.
  let x = value;
  let product = 1;
  while (x < 7) {
    product *= x;
    x += 1;
  }
  const inverse = 1 / (x * x);
  const series = (1 / 12 - inverse * (1 / 360 - inverse * (1 / 1260 - inverse / 1680))) / x;
  return (x - 0.5) * Math.log(x) - x + Math.log(2 * Math.PI) / 2 + series - Math.log(product);
}

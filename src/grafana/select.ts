/** Selectors of the server that is chosen, and of those parts of it that are. */
export const SERVER = 'job=~"$job",instance="$instance"';
export const DATABASES = `${SERVER},datname=~"$datname"`;
export const CLASSES = `${DATABASES},class=~"$class"`;

/** Selector of all servers that are chosen. */
export const SERVERS = 'job=~"$job",instance=~"$instance"';

/**
 * The series of `expr` that lead by `rank` over the whole time shown: as many lines as said, where
 * topk alone gives others at every step. `rank` looks at `[$__range] @ end()`.
 */
export function leading(count: number, by: string, expr: string, rank: string): string {
  return `${expr} and on (${by}) topk(${count}, ${rank})`;
}

/** The same with the lowest. */
export function trailing(count: number, by: string, expr: string, rank: string): string {
  return `${expr} and on (${by}) bottomk(${count}, ${rank})`;
}

/** Rate of a counter, summed by labels. */
export function rateBy(by: string, selector: string): string {
  return `sum by (${by}) (rate(${selector}[$__rate_interval]))`;
}

/** What a counter grew by in the whole time shown, summed by labels. */
export function growthBy(by: string, selector: string): string {
  return `sum by (${by}) (increase(${selector}[$__range] @ end()))`;
}

/** The leading series of the rate of a counter. */
export function leadingRates(count: number, by: string, selector: string): string {
  return leading(count, by, rateBy(by, selector), growthBy(by, selector));
}

/** A share of 0 to 1; nothing where there is nothing to share. */
export function share(part: string, whole: string): string {
  return `${part} / (${whole} > 0)`;
}

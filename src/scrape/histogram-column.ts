import type { HistogramValue } from '../metrics/family.ts';

/**
 * A histogram out of the columns x (upper bounds), x_bucket (cumulative counts), x_sum and x_count
 * of one row; null when all are NULL, undefined when they do not make a histogram.
 */
export function readHistogram(
  column: string,
  index: ReadonlyMap<string, number>,
  row: readonly (string | null)[],
): HistogramValue | null | undefined {
  const [bounds, counts, sum, count] = ['', '_bucket', '_sum', '_count'].map(
    (suffix) => row[index.get(column + suffix) ?? -1] ?? null,
  );
  if (!bounds && !counts && !sum && !count) return null;
  const les = numbers(bounds);
  const bucketCounts = numbers(counts);
  if (!les || !bucketCounts || !isNumber(sum) || !isNumber(count)) return undefined;
  if (bucketCounts.length < les.length) return undefined;
  const finite = les.filter((le) => !/infinity/i.test(le));
  const buckets = finite
    .map((le, position) => ({ le, count: bucketCounts[position] ?? '0' }))
    .sort((a, b) => Number(a.le) - Number(b.le));
  return { buckets, sum, count };
}

/** The elements of a one-dimensional PostgreSQL array of numbers. */
function numbers(text: string | null | undefined): readonly string[] | undefined {
  const inner = /^\{(.*)\}$/.exec(text ?? '')?.[1];
  if (inner === undefined) return undefined;
  const elements = inner === '' ? [] : inner.split(',');
  return elements.every((element) => isNumber(element)) ? elements : undefined;
}

function isNumber(text: string | null | undefined): text is string {
  return text !== null && text !== undefined && text !== '' && !Number.isNaN(Number(text));
}

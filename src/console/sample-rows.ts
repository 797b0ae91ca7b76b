import type { Family } from '../metrics/family.ts';
import { samplesOf } from '../metrics/samples.ts';

/** One row for each combination of the labels, with a value of each metric that has one. */
export type SampleRow<Label extends string, Column extends string> = Readonly<
  Record<Label, string>
> &
  Readonly<Record<Column, number | null>>;

/**
 * Puts metrics side by side that have labels in common. Where a metric has more labels than these,
 * its samples are added up.
 */
export function sampleRows<const Label extends string, const Column extends string>(
  families: readonly Family[],
  labels: readonly Label[],
  metrics: Readonly<Record<Column, string>>,
): readonly SampleRow<Label, Column>[] {
  const columns = Object.entries<string>(metrics);
  const rows = new Map<string, Record<string, string | number | null>>();
  for (const [column, metric] of columns) {
    for (const sample of samplesOf(families, metric)) {
      const key = labels.map((label) => sample.labels[label] ?? '');
      const row = rows.get(JSON.stringify(key)) ?? emptyRow(labels, key, columns);
      row[column] = Number(row[column] ?? 0) + sample.value;
      rows.set(JSON.stringify(key), row);
    }
  }
  return [...rows.values()] as SampleRow<Label, Column>[];
}

function emptyRow(
  labels: readonly string[],
  key: readonly string[],
  columns: readonly (readonly [string, string])[],
): Record<string, string | number | null> {
  return Object.fromEntries([
    ...labels.map((label, index) => [label, key[index] ?? ''] as const),
    ...columns.map(([column]) => [column, null] as const),
  ]);
}

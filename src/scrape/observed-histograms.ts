import type { CatalogQuery, Column } from '../catalog/query.ts';
import type { Family } from '../metrics/family.ts';
import { numberText } from '../metrics/make-family.ts';
import type { TextResult, TextRow } from '../target/connection.ts';
import type { DropReason } from './drop-reason.ts';
import { valueReader } from './value-reader.ts';

interface Observed {
  readonly families: readonly Family[];
  readonly series: number;
  readonly dropped: ReadonlyMap<DropReason, number>;
}

/** Keeps the rows that are observations until all are there. */
export interface Observer {
  readonly take: (row: TextRow) => void;
  readonly finish: (budget: number) => Observed;
}

/** Histograms of columns of which every row is an observation; rows with equal labels are one. */
export function observedHistograms(
  { columns }: Pick<CatalogQuery, 'columns'>,
  found: TextResult['columns'],
  index: ReadonlyMap<string, number>,
  labelsOf: (row: TextRow) => string,
): Observer {
  const observed = columns.filter(({ bounds }) => bounds !== undefined);
  const rows: TextRow[] = [];
  return {
    take: observed.length === 0 ? () => undefined : (row) => rows.push(row),
    finish: (budget) => tally(observed, rows, found, index, labelsOf, budget),
  };
}

function tally(
  columns: readonly Column[],
  rows: readonly TextRow[],
  found: TextResult['columns'],
  index: ReadonlyMap<string, number>,
  labelsOf: (row: TextRow) => string,
  budget: number,
): Observed {
  const dropped = new Map<DropReason, number>();
  const drop = (reason: DropReason) => dropped.set(reason, (dropped.get(reason) ?? 0) + 1);
  let series = 0;
  const families = columns.flatMap((column) => {
    const position = index.get(column.column);
    if (position === undefined) return [];
    const read = valueReader(found[position]?.typeOid ?? 0, column);
    const tallies = new Map<string, Tally>();
    for (const row of rows) {
      const text = read(row[position] ?? null);
      const value = Number(text?.replace('Inf', 'Infinity'));
      if (text === undefined) drop('not_a_number');
      if (text === undefined || text === null || Number.isNaN(value)) continue;
      const labels = labelsOf(row);
      const counted = tallies.get(labels) ?? emptyTally(column);
      if (!tallies.has(labels)) {
        if (series + counted.counts.length + 3 > budget) {
          drop('budget');
          continue;
        }
        series += counted.counts.length + 3;
        tallies.set(labels, counted);
      }
      observe(counted, column, value);
    }
    return familiesOf(column, tallies);
  });
  return { families, series, dropped };
}

/** Counts by bound, not cumulative. */
interface Tally {
  readonly counts: number[];
  sum: number;
  count: number;
}

function emptyTally({ bounds = [] }: Column): Tally {
  return { counts: bounds.map(() => 0), sum: 0, count: 0 };
}

function observe(tally: Tally, { bounds = [] }: Column, value: number): void {
  const bucket = bounds.findIndex((bound) => value <= Number(bound));
  if (bucket >= 0) tally.counts[bucket] = (tally.counts[bucket] ?? 0) + 1;
  tally.sum += value;
  tally.count += 1;
}

/** Gauges, as the histogram starts anew with each run of the query. */
function familiesOf(column: Column, tallies: ReadonlyMap<string, Tally>): readonly Family[] {
  const { bounds = [], description: help, name } = column;
  const all = [...tallies];
  const gauge = (suffix: string, samples: readonly (readonly [string, number])[]): Family => ({
    name: `${name}_${suffix}`,
    help,
    type: 'gauge',
    blocks: [
      {
        labels: samples.map(([labels]) => labels),
        values: samples.map(([, value]) => numberText(value)),
      },
    ],
  });
  const buckets = all.flatMap(([labels, { counts, count }]) => {
    const before = labels === '' ? '' : `${labels},`;
    const upTo = (position: number) =>
      counts.slice(0, position + 1).reduce((sum, number) => sum + number, 0);
    return [
      ...bounds.map((bound, position) => [`${before}le="${bound}"`, upTo(position)] as const),
      [`${before}le="+Inf"`, count] as const,
    ];
  });
  return [
    gauge('bucket', buckets),
    gauge(
      'sum',
      all.map(([labels, { sum }]) => [labels, sum]),
    ),
    gauge(
      'count',
      all.map(([labels, { count }]) => [labels, count]),
    ),
  ];
}

import type { RowColumn } from '../console/row-column.ts';
import { sparkline } from '../console/sparkline.ts';
import { formatFigure } from '../report/format-figure.ts';
import type { Period, Trend } from '../trends/trend.ts';
import { rowTable } from './row-table.ts';

/** One period as a table, with the last one as a line of blocks. */
export function trendLines(
  period: Period,
  trends: readonly Trend[],
  width: number,
): readonly string[] {
  const known = trends.filter(({ before, now }) => before !== null || now !== null);
  return [
    `Last ${period} against the ${period} before:`,
    ...(known.length === 0
      ? ['Prometheus has nothing of this time.']
      : rowTable(COLUMNS, known, width)),
  ];
}

const COLUMNS: readonly RowColumn<Trend>[] = [
  { key: 'name', title: 'what', value: ({ name }) => name, least: 16 },
  figure('before', (row) => row.before),
  figure('now', (row) => row.now),
  { key: 'change', title: 'change', value: changeText, align: 'right' },
  { key: 'verdict', title: 'verdict', value: ({ verdict }) => verdict, optional: 1 },
  {
    key: 'points',
    title: 'in this time',
    value: () => null,
    // Blanks at its start are a part of it.
    text: ({ points }) => sparkline(points).replaceAll(' ', '·'),
  },
];

function figure(key: string, of: (row: Trend) => number | null): RowColumn<Trend> {
  return {
    key,
    title: key,
    value: of,
    text: (row) => formatFigure(row.unit, of(row)),
    align: 'right',
  };
}

function changeText({ change, unit }: Trend): string {
  if (change === null) return '';
  const sign = change > 0 ? '+' : '';
  const points = (change * 100).toFixed(1);
  return unit === 'ratio' ? `${sign}${points} pt` : `${sign}${points}%`;
}

import type { ReportWindow } from './report-window.ts';

export interface RangeFigure {
  readonly labels: Readonly<Record<string, string>>;
  readonly sum: number;
  readonly average: number;
  readonly most: number;
  readonly last: number;
}

/** So many parts: a query over a month at once would be more than Prometheus loads for one. */
const PARTS = 24;

/** Figures of each series over the time, which is looked at part after part. */
export async function rangeFigures(
  { client, from, to }: ReportWindow,
  promql: (part: string) => string,
): Promise<readonly RangeFigure[]> {
  const step = (to - from) / PARTS;
  const range = { start: from + step, end: to, stepSeconds: step };
  const series = await client.queryRange(promql(`${Math.ceil(step)}s`), range);
  return series.flatMap(({ labels, points }) => {
    const values = points.map(({ value }) => value).filter(Number.isFinite);
    const last = values.at(-1);
    if (last === undefined) return [];
    const sum = values.reduce((all, one) => all + one, 0);
    return [{ labels, sum, average: sum / values.length, most: Math.max(...values), last }];
  });
}

/** The one series that an expression gives, if it gives one. */
export async function rangeFigure(
  window: ReportWindow,
  promql: (part: string) => string,
): Promise<RangeFigure | undefined> {
  const [only] = await rangeFigures(window, promql);
  return only;
}

import type { PrometheusClient, Series } from '../prometheus/prometheus-client.ts';
import type { TrendSignal, TrendUnit } from './trend-signals.ts';

export const PERIODS = { day: 86_400, week: 7 * 86_400, month: 30 * 86_400 } as const;
export type Period = keyof typeof PERIODS;

/** One figure in the last period and in the one before. */
export interface Trend {
  readonly name: string;
  readonly unit: TrendUnit;
  readonly before: number | null;
  readonly now: number | null;
  /** Relative to before; of a ratio, the difference. */
  readonly change: number | null;
  readonly verdict: 'better' | 'worse' | 'same' | 'changed' | 'unknown';
  /** The last period in equal parts; null where nothing is known. */
  readonly points: readonly (number | null)[];
}

/** Parts of a period: a line of a terminal has room for as many. */
export const POINTS = 24;

/** A signal over two periods, or one for each value of the label that it is divided by. */
export async function readTrend(
  client: PrometheusClient,
  signal: TrendSignal,
  {
    matchers,
    now,
    seconds,
  }: { readonly matchers: string; readonly now: number; readonly seconds: number },
): Promise<readonly Trend[]> {
  const step = seconds / POINTS;
  // At the end of each part, its own time is looked back on.
  const range = { start: now - (2 * POINTS - 1) * step, end: now, stepSeconds: step };
  const series = await client.queryRange(signal.promql(matchers, `${Math.ceil(step)}s`), range);
  return series.map((one) => trendOf(signal, one, now, step));
}

export function trendOf(
  { better, by, name, unit }: TrendSignal,
  { labels, points }: Series,
  now: number,
  step: number,
): Trend {
  const values: (number | null)[] = Array.from({ length: 2 * POINTS }, () => null);
  for (const { at, value } of points) {
    const index = 2 * POINTS - 1 - Math.round((now - at) / step);
    if (index >= 0 && Number.isFinite(value)) values[index] = value;
  }
  const before = mean(values.slice(0, POINTS));
  const last = mean(values.slice(POINTS));
  const change = changeOf(before, last, unit);
  return {
    name: by === undefined ? name : `${name} ${labels[by] ?? ''}`,
    unit,
    before,
    now: last,
    change,
    verdict: verdictOf(change, unit, better),
    points: values.slice(POINTS),
  };
}

function mean(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, one) => sum + one, 0) / known.length;
}

function changeOf(before: number | null, now: number | null, unit: TrendUnit): number | null {
  if (before === null || now === null) return null;
  if (unit === 'ratio') return now - before;
  if (before === 0) return now === 0 ? 0 : null;
  return now / before - 1;
}

/** Less than a tenth, or one point of a ratio, is chance. */
function verdictOf(
  change: number | null,
  unit: TrendUnit,
  better: TrendSignal['better'],
): Trend['verdict'] {
  if (change === null) return 'unknown';
  if (Math.abs(change) < (unit === 'ratio' ? 0.01 : 0.1)) return 'same';
  if (better === 'neither') return 'changed';
  return change > 0 === (better === 'higher') ? 'better' : 'worse';
}

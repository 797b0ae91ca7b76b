import { type RangeFigure, rangeFigures } from './range-figures.ts';
import type { ClassFigures } from './report.ts';
import { matchersOf, type ReportWindow } from './report-window.ts';

/** Each query class against its target, the one with the most time first. */
export async function readClasses(window: ReportWindow): Promise<readonly ClassFigures[]> {
  const own = matchersOf(window);
  const sums = (metric: string) =>
    rangeFigures(window, (part) => `sum by (class) (increase(${metric}{${own}}[${part}]))`);
  const [calls, seconds, over] = await Promise.all([
    sums('pg_query_class_calls_total'),
    sums('pg_query_class_seconds_total'),
    sums('pg_query_class_over_target_calls_total'),
  ]);
  const buckets = `pg_query_class_latency_seconds_bucket{${own}}`;
  const p95 = await rangeFigures(
    window,
    (part) => `histogram_quantile(0.95, sum by (class, le) (rate(${buckets}[${part}])))`,
  );
  const targets = await rangeFigures(
    window,
    () => `max by (class) (pg_query_class_target_seconds{${own}})`,
  );
  return calls
    .filter(({ sum }) => Math.round(sum) > 0)
    .map(({ labels, sum }) => {
      const of = (figures: readonly RangeFigure[]) =>
        figures.find((one) => one.labels.class === labels.class);
      const beyond = of(over)?.sum;
      const target = of(targets)?.last ?? null;
      return {
        class: labels.class ?? '',
        calls: Math.round(sum),
        mean_seconds: (of(seconds)?.sum ?? 0) / sum,
        p95_seconds: of(p95)?.average ?? null,
        target_seconds: target,
        over_target_ratio: beyond === undefined || target === null ? null : beyond / sum,
      };
    })
    .sort((a, b) => b.mean_seconds * b.calls - a.mean_seconds * a.calls);
}

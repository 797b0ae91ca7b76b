import { rangeFigures } from './range-figures.ts';
import type { StatementFigures } from './report.ts';
import { matchersOf, type ReportWindow, timeBefore } from './report-window.ts';

/** Single statements, as far as they were shown one by one, with what they took before. */
export async function readStatements(window: ReportWindow): Promise<readonly StatementFigures[]> {
  const [calls, seconds, texts, earlierCalls, earlierSeconds] = await Promise.all([
    sums(window, 'pg_stat_statements_calls_total'),
    sums(window, 'pg_stat_statements_seconds_total'),
    readTexts(window),
    sums(timeBefore(window), 'pg_stat_statements_calls_total'),
    sums(timeBefore(window), 'pg_stat_statements_seconds_total'),
  ]);
  const total = [...seconds.values()].reduce((sum, { value }) => sum + value, 0);
  return [...calls].flatMap(([key, { labels, value }]): readonly StatementFigures[] => {
    const taken = seconds.get(key)?.value ?? 0;
    const text = texts.get(key);
    const count = Math.round(value);
    if (labels.queryid === REST || count < 1 || text?.class === 'monitoring') return [];
    const before = earlierCalls.get(key)?.value ?? 0;
    const mean = taken / value;
    const earlier = (earlierSeconds.get(key)?.value ?? 0) / before;
    return [
      {
        queryid: labels.queryid ?? '',
        user: labels.user ?? '',
        database: labels.datname ?? '',
        class: text?.class ?? '',
        query: text?.query ?? '',
        calls: count,
        seconds: taken,
        mean_seconds: mean,
        share_ratio: total > 0 ? taken / total : null,
        mean_factor: before >= LEAST_CALLS && earlier > 0 ? mean / earlier : null,
      },
    ];
  });
}

/** What is not shown one by one is one series. */
const REST = 'rest';
/** Fewer say nothing of a mean. */
const LEAST_CALLS = 10;

const BY = 'queryid, user, datname';

async function sums(window: ReportWindow, metric: string) {
  const own = matchersOf(window);
  const figures = await rangeFigures(
    window,
    (part) => `sum by (${BY}) (increase(${metric}{${own}}[${part}]))`,
  );
  return new Map(
    figures.map(({ labels, sum }) => [keyOf(labels), { labels, value: sum }] as const),
  );
}

async function readTexts(window: ReportWindow) {
  const own = matchersOf(window);
  const figures = await rangeFigures(
    window,
    (part) =>
      `max by (${BY}, class, query) (last_over_time(pg_stat_statements_query_info{${own}}[${part}]))`,
  );
  return new Map(
    figures.map(({ labels }) => [
      keyOf(labels),
      { class: labels.class ?? '', query: labels.query ?? '' },
    ]),
  );
}

function keyOf({ datname, queryid, user }: Readonly<Record<string, string>>): string {
  return JSON.stringify([queryid, user, datname]);
}

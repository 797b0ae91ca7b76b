import { renderFamilies } from '../../src/metrics/exposition.ts';
import type { ScrapeResult } from '../../src/scrape/scrape-result.ts';

/** The whole page as Prometheus gets it. */
export function pageOf({ families }: Pick<ScrapeResult, 'families'>): string {
  return [...renderFamilies(families, 'text')].join('');
}

/** Of one metric, the values by the text between the braces ('' without labels). */
export function samples(
  result: Pick<ScrapeResult, 'families'>,
  name: string,
): Readonly<Record<string, string>> {
  const found = pageOf(result)
    .split('\n')
    .flatMap((line) => {
      const match = /^([a-zA-Z_0-9]+)(?:\{(.*)\})? (\S+)$/.exec(line);
      return match?.[1] === name ? [[match[2] ?? '', match[3] ?? ''] as const] : [];
    });
  return Object.fromEntries(found);
}

/** Whether PostgreSQL was up, with the reason: `1 ok`, or such as `0 refused`. */
export function upOf(result: ScrapeResult): string {
  const up = samples(result, 'pg_up')[''];
  const [labels = ''] = Object.keys(samples(result, 'pgvitals_target_status'));
  return `${up} ${/reason="([^"]*)"/.exec(labels)?.[1]}`;
}

/** Failures since the start as `query database reason` to their number. */
export function failuresOf(result: ScrapeResult): Readonly<Record<string, string>> {
  return byReason(result, 'pgvitals_query_failures_total');
}

/** Dropped series since the start as `query database reason` to their number. */
export function droppedOf(result: ScrapeResult): Readonly<Record<string, string>> {
  return byReason(result, 'pgvitals_query_dropped_series_total');
}

/** What was skipped as `query database reason`. */
export function skippedOf(result: ScrapeResult): readonly string[] {
  return Object.keys(byReason(result, 'pgvitals_query_skipped')).sort();
}

function byReason(result: ScrapeResult, name: string): Readonly<Record<string, string>> {
  const entries = Object.entries(samples(result, name)).map(([labels, value]) => {
    const [, database, query, reason] =
      /database="(.*)",query="(.*)",reason="(.*)"/.exec(labels) ?? [];
    return [`${query} ${database} ${reason}`, value];
  });
  return Object.fromEntries(entries);
}

import type { IncomingMessage } from 'node:http';
import type { ScrapeTimeouts } from './exporter.ts';

const HEADER = 'x-prometheus-scrape-timeout-seconds';

/** At least this much, so that a tiny timeout still answers with what is known. */
const MINIMUM_MS = 100;

/** What Prometheus allows less the offset, at most the configured maximum. */
export function scrapeTimeoutMs(
  request: Pick<IncomingMessage, 'headers'>,
  { offsetMs, scrapeTimeoutMs: maximum }: ScrapeTimeouts,
): number {
  const header = Number(request.headers[HEADER]);
  const allowed = header > 0 ? header * 1000 - offsetMs : maximum;
  return Math.max(MINIMUM_MS, Math.min(maximum, allowed));
}

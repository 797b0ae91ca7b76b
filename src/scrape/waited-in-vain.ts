import type { ScrapeMemory } from './scrape-once.ts';
import type { ScrapeResult } from './scrape-result.ts';
import { selfFamilies } from './self-families.ts';
import type { TargetOptions } from './target-options.ts';

/**
 * The page of a scrape that could not begin before its deadline, because a scrape of another
 * selection was under way: nothing of the catalog, but pg_up as it last was.
 */
export function waitedInVain(
  { labels }: TargetOptions,
  { counters, pool, state }: ScrapeMemory,
  timeoutMs: number,
): ScrapeResult {
  const up = state?.up ?? false;
  const message = 'another scrape of this server was under way until the deadline';
  const durationSeconds = timeoutMs / 1000;
  const families = selfFamilies({
    labels,
    state: { up, reason: 'busy', message },
    outcomes: [],
    durationSeconds,
    duplicates: new Map(),
    counters,
    sessions: pool.stats(),
  });
  return { up, families, durationSeconds };
}

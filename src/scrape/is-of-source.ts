import type { Feed } from '../catalog/query.ts';
import type { StatementSource } from '../statements/statement-source.ts';

/** Whether a feed is read for statements from there. */
export function isOfSource(feed: Feed, source: StatementSource): boolean {
  if (feed === 'console') return false;
  if (feed === 'statement_names' || source === 'auto') return true;
  return feed.startsWith('monitor_') === (source === 'pg_stat_monitor');
}

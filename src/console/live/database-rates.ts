import { samplesOf } from '../../metrics/samples.ts';
import { counterIncrease } from '../counter-increase.ts';
import { ratioOf } from '../ratio-of.ts';
import type { LiveInterval } from './live-reading.ts';

/** What happened in each database, the busiest first; the templates only when something did. */
export function databaseRates({ before, now, seconds }: LiveInterval) {
  return samplesOf(now.families, 'pg_stat_database_numbackends')
    .filter(({ labels }) => (labels.datname ?? '') !== '')
    .map(({ labels, value }) => {
      const database = labels.datname ?? '';
      const grown = (name: string) =>
        counterIncrease(now.families, before.families, `pg_stat_database_${name}`, {
          datname: database,
        }) ?? 0;
      return {
        database,
        sessions: value,
        transactionsPerSecond: (grown('xact_commit') + grown('xact_rollback')) / seconds,
        cacheHit: ratioOf(grown('blks_hit'), grown('blks_read')),
        rowsReadPerSecond: (grown('tup_returned') + grown('tup_fetched')) / seconds,
        rowsWrittenPerSecond:
          (grown('tup_inserted') + grown('tup_updated') + grown('tup_deleted')) / seconds,
      };
    })
    .filter(
      ({ database, sessions, transactionsPerSecond }) =>
        !database.startsWith('template') || sessions > 0 || transactionsPerSecond > 0,
    )
    .sort((a, b) => b.transactionsPerSecond - a.transactionsPerSecond);
}

import { counterIncrease } from '../counter-increase.ts';
import { ratioOf } from '../ratio-of.ts';
import { sampleValue } from '../sample-value.ts';
import type { LiveInterval } from './live-reading.ts';
import { isClient } from './session-row.ts';

/** Catalog queries that the overview is made of, besides the rows of sessions and statements. */
export const OVERVIEW_QUERIES = [
  'pg_stat_database',
  'pg_connections',
  'pg_wal_position',
  'pg_xmin_horizon',
] as const;

export type Overview = ReturnType<typeof overview>;

/** The figures of the whole server in one interval; null is not known. */
export function overview({ before, now, seconds }: LiveInterval) {
  const grown = (name: string) =>
    counterIncrease(now.families, before.families, `pg_stat_database_${name}`);
  const rate = (increase: number | null) => (increase === null ? null : increase / seconds);
  const sum = (...parts: readonly (number | null)[]) =>
    parts.every((part) => part === null)
      ? null
      : parts.reduce<number>((total, part) => total + (part ?? 0), 0);
  const clients = now.sessions.filter(isClient);
  const wal = counterIncrease(now.families, before.families, 'pg_wal_position_bytes_total');
  return {
    commitsPerSecond: rate(grown('xact_commit')),
    rollbacksPerSecond: rate(grown('xact_rollback')),
    cacheHit: ratioOf(grown('blks_hit'), grown('blks_read')),
    rowsReadPerSecond: rate(sum(grown('tup_returned'), grown('tup_fetched'))),
    rowsWrittenPerSecond: rate(
      sum(grown('tup_inserted'), grown('tup_updated'), grown('tup_deleted')),
    ),
    tempBytesPerSecond: rate(grown('temp_bytes')),
    deadlocks: grown('deadlocks'),
    walBytesPerSecond: rate(wal),
    connections: sampleValue(now.families, 'pg_connections_used'),
    maxConnections: sampleValue(now.families, 'pg_connections_max'),
    active: clients.filter(({ state }) => state === 'active').length,
    idle: clients.filter(({ state }) => state === 'idle').length,
    idleInTransaction: clients.filter(({ state }) => state.startsWith('idle in transaction'))
      .length,
    waitingForLock: now.sessions.filter(({ waitType }) => waitType === 'Lock').length,
    longestTransactionSeconds: Math.max(
      0,
      ...clients.map(({ transactionSeconds }) => transactionSeconds ?? 0),
    ),
    xminHorizonAge: sampleMax(now.families, 'pg_xmin_horizon_age_transactions'),
  };
}

function sampleMax(families: LiveInterval['now']['families'], name: string): number | null {
  const values = families
    .filter((family) => family.name === name && family.type !== 'histogram')
    .flatMap((family) => family.blocks.flatMap((block) => block.values.map(Number)));
  return values.length === 0 ? null : Math.max(...values);
}

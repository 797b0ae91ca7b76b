import type { Family } from '../../metrics/family.ts';
import { sampleRows } from '../sample-rows.ts';
import { sampleValue } from '../sample-value.ts';

/** Catalog queries that tell of replication, on either side. */
export const REPLICATION_QUERIES = [
  'pg_stat_replication',
  'pg_replication_slots',
  'pg_replication',
  'pg_standby',
] as const;

export type StandbyRow = ReturnType<typeof standbyRows>[number];

/** Receivers that are connected to this server. */
export function standbyRows(families: readonly Family[]) {
  return sampleRows(families, ['application_name', 'client_addr', 'state', 'slot_name'], {
    sentLag: 'pg_stat_replication_sent_lag_bytes',
    replayLag: 'pg_stat_replication_replay_lag_bytes',
    flushLag: 'pg_stat_replication_flush_lag_bytes',
    replaySeconds: 'pg_stat_replication_replay_lag_seconds',
    synchronous: 'pg_stat_replication_synchronous',
    connections: 'pg_stat_replication_connections',
  }).filter(({ connections }) => (connections ?? 0) > 0);
}

export type SlotRow = ReturnType<typeof slotRows>[number];

/** Replication slots and what they hold back. */
export function slotRows(families: readonly Family[]) {
  return sampleRows(families, ['slot_name', 'database'], {
    active: 'pg_replication_slots_active',
    retained: 'pg_replication_slots_pg_wal_lsn_diff',
    xminAge: 'pg_replication_slots_xmin_age',
    catalogXminAge: 'pg_replication_slots_catalog_xmin_age',
  });
}

/** What a standby says of itself; null on a primary. */
export function receiver(families: readonly Family[]) {
  const up = sampleValue(families, 'pg_standby_receiver_up');
  if (up === null) return null;
  return {
    connected: up === 1,
    lagSeconds: sampleValue(families, 'pg_replication_lag_seconds'),
    backlogBytes: sampleValue(families, 'pg_standby_replay_backlog_bytes'),
    paused: sampleValue(families, 'pg_standby_replay_paused') === 1,
  };
}

import type { Row } from '../panel.ts';
import { SERVERS } from '../select.ts';
import { YES_OR_NO_BAD } from '../states.ts';

const SLOT = 'instance, slot_name';

export const slotPanels: Row = {
  title: 'Replication slots',
  panels: [
    {
      kind: 'table',
      title: 'Slots',
      alerts: ['slot_inactive', 'slot_lost', 'slot_at_risk'],
      description:
        'What each slot keeps. A slot that nobody uses keeps WAL until the disk is full, or until max_slot_wal_keep_size makes it lost.',
      unit: 'short',
      width: 14,
      height: 8,
      sortBy: 'WAL kept',
      empty: 'There are no replication slots.',
      columns: [
        { from: 'instance', title: 'Server', width: 110 },
        { from: 'slot_name', title: 'Slot' },
        { from: 'slot_type', title: 'Type', width: 80 },
        { from: 'wal_status', title: 'WAL status', width: 100 },
        { from: 'active', title: 'In use', states: YES_OR_NO_BAD, width: 70 },
        { from: 'kept', title: 'WAL kept', unit: 'bytes', width: 95, limits: 'slot_retains_wal' },
        { from: 'inactive', title: 'Unused for', unit: 's', width: 95 },
      ],
      queries: [
        {
          expr: `max by (${SLOT}, slot_type, wal_status) (pg_replication_slots_wal_status{${SERVERS}})`,
          legend: 'status',
        },
        { expr: `max by (${SLOT}) (pg_replication_slots_active{${SERVERS}})`, legend: 'active' },
        {
          expr: `max by (${SLOT}) (pg_replication_slots_pg_wal_lsn_diff{${SERVERS}})`,
          legend: 'kept',
        },
        {
          expr: `time() - max by (${SLOT}) (pg_replication_slots_inactive_since_timestamp_seconds{${SERVERS}})`,
          legend: 'inactive',
        },
      ],
    },
    {
      kind: 'lines',
      title: 'WAL kept for slots',
      description: 'WAL kept for each slot, the ten with the most.',
      unit: 'bytes',
      width: 10,
      height: 8,
      min: 0,
      limits: 'slot_retains_wal',
      queries: [
        {
          expr: `topk(10, pg_replication_slots_pg_wal_lsn_diff{${SERVERS}})`,
          legend: '{{instance}} {{slot_name}}',
        },
      ],
    },
    {
      kind: 'lines',
      title: 'Transactions held by slots',
      description:
        'Transactions since the oldest row (or catalog row) that slots keep from vacuum.',
      unit: 'short',
      decimals: 0,
      width: 8,
      min: 0,
      queries: [
        {
          expr: `topk(10, pg_replication_slots_xmin_age{${SERVERS}})`,
          legend: '{{instance}} {{slot_name}}',
        },
        {
          expr: `topk(10, pg_replication_slots_catalog_xmin_age{${SERVERS}})`,
          legend: '{{instance}} {{slot_name}} catalog',
        },
      ],
    },
    {
      kind: 'lines',
      title: 'WAL left until a slot is lost',
      description:
        'WAL that can still be written before a slot may be lost; needs max_slot_wal_keep_size.',
      unit: 'bytes',
      width: 8,
      min: 0,
      queries: [
        {
          expr: `bottomk(10, pg_replication_slots_safe_wal_size_bytes{${SERVERS}})`,
          legend: '{{instance}} {{slot_name}}',
        },
      ],
    },
    {
      kind: 'lines',
      title: 'Decoding spilled to disk',
      description:
        'Data of large transactions that logical decoding wrote to disk a second; raise logical_decoding_work_mem.',
      unit: 'Bps',
      width: 8,
      min: 0,
      queries: [
        {
          expr: `topk(10, rate(pg_stat_replication_slots_spill_bytes_total{${SERVERS}}[$__rate_interval]))`,
          legend: '{{instance}} {{slot_name}}',
        },
      ],
    },
  ],
};

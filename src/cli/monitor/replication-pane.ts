import { formatBytes } from '../../console/format-bytes.ts';
import { formatCount } from '../../console/format-count.ts';
import { formatSeconds } from '../../console/format-seconds.ts';
import {
  receiver,
  type SlotRow,
  type StandbyRow,
  slotRows,
  standbyRows,
} from '../../console/live/replication-rows.ts';
import { numberColumn, type RowColumn } from '../../console/row-column.ts';
import { type Line, line } from './line.ts';
import type { LiveView, Pane } from './live-view.ts';
import { tableLines } from './table-lines.ts';

/** Standbys, slots, and on a standby how far it is behind. */
export const REPLICATION_PANE: Pane = {
  name: 'replication',
  sorts: ['as it is'],
  lines: ({ interval }, how) => {
    const { families } = interval.now;
    return [
      ...receiverLines(receiver(families)),
      ...tableLines(STANDBYS, standbyRows(families), how, {
        nothing: 'No standby or other receiver is connected to this server.',
        tone: ({ state }) => (state === 'streaming' ? undefined : 'warn'),
      }),
      line(''),
      ...tableLines(SLOTS, slotRows(families), how, {
        nothing: 'There are no replication slots.',
        tone: ({ active }) => (active === 0 ? 'bad' : undefined),
      }),
    ];
  },
  json: replication,
};

function replication({ interval }: LiveView) {
  const { families } = interval.now;
  return {
    receiver: receiver(families),
    standbys: standbyRows(families),
    slots: slotRows(families),
  };
}

function receiverLines(standby: ReturnType<typeof receiver>): readonly Line[] {
  if (standby === null) return [];
  const { backlogBytes, connected, lagSeconds, paused } = standby;
  const state = connected ? 'receives WAL' : 'does not receive WAL';
  const replay = paused ? ', replay is paused' : '';
  return [
    line(
      `This standby ${state}${replay}; ${formatSeconds(lagSeconds) || 'an unknown time'} behind, ${formatBytes(backlogBytes) || '?'} to replay.`,
      connected && !paused ? undefined : 'bad',
    ),
    line(''),
  ];
}

const STANDBYS: readonly RowColumn<StandbyRow>[] = [
  { key: 'application', title: 'receiver', value: (row) => row.application_name, least: 12 },
  { key: 'client', title: 'client', value: (row) => row.client_addr, least: 9, optional: 2 },
  { key: 'state', title: 'state', value: (row) => row.state },
  {
    key: 'sync',
    title: 'sync',
    value: ({ synchronous }) => ((synchronous ?? 0) > 0 ? 'yes' : 'no'),
    optional: 3,
  },
  { key: 'slot', title: 'slot', value: (row) => row.slot_name, least: 8, optional: 1 },
  numberColumn('sent', 'not sent', (row) => row.sentLag, formatBytes),
  numberColumn('flush', 'not flushed', (row) => row.flushLag, formatBytes, 4),
  numberColumn('replay', 'not replayed', (row) => row.replayLag, formatBytes),
  numberColumn('lag', 'lag', (row) => row.replaySeconds, formatSeconds),
];

const SLOTS: readonly RowColumn<SlotRow>[] = [
  { key: 'slot', title: 'slot', value: (row) => row.slot_name, least: 12 },
  { key: 'database', title: 'database', value: (row) => row.database, least: 8, optional: 2 },
  { key: 'active', title: 'in use', value: ({ active }) => (active === 1 ? 'yes' : 'no') },
  numberColumn('retained', 'WAL kept', (row) => row.retained, formatBytes),
  numberColumn('xmin', 'xmin age', (row) => row.xminAge, formatCount, 1),
  numberColumn('catalog', 'catalog xmin age', (row) => row.catalogXminAge, formatCount, 3),
];

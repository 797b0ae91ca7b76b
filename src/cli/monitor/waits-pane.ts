import { type WaitCount, waitCounts } from '../../console/live/wait-counts.ts';
import { numberColumn, type RowColumn } from '../../console/row-column.ts';
import type { LiveView, Pane } from './live-view.ts';
import { tableLines } from './table-lines.ts';

/** What the sessions that work wait for at this moment. */
export const WAITS_PANE: Pane = {
  name: 'waits',
  sorts: ['most sessions'],
  lines: (view, how) =>
    tableLines(COLUMNS, counts(view), how, {
      nothing: 'No session works at this moment.',
      tone: ({ type }) => (type === 'Lock' ? 'bad' : undefined),
    }),
  json: counts,
};

function counts({ interval }: LiveView): readonly WaitCount[] {
  return waitCounts(interval.now.sessions);
}

const COLUMNS: readonly RowColumn<WaitCount>[] = [
  numberColumn('sessions', 'sessions', (row) => row.sessions, String),
  { key: 'type', title: 'kind', value: (row) => row.type },
  { key: 'event', title: 'event', value: (row) => row.event, least: 16 },
  { key: 'example', title: 'for example in', value: (row) => row.example, least: 20 },
];

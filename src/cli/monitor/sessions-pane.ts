import { formatSeconds } from '../../console/format-seconds.ts';
import { isClient, type SessionRow } from '../../console/live/session-row.ts';
import { numberColumn, type RowColumn } from '../../console/row-column.ts';
import { sortRows } from '../../console/sort-rows.ts';
import type { Tone } from './line.ts';
import type { LiveView, Pane } from './live-view.ts';
import { tableLines } from './table-lines.ts';

const SORTS: Readonly<Record<string, (row: SessionRow) => number>> = {
  'what they do': (row) =>
    (row.state === 'active' ? 2e9 : row.state === 'idle' ? 0 : 1e9) + (row.stateSeconds ?? 0),
  transaction: ({ transactionSeconds }) => transactionSeconds ?? -1,
  'session id': ({ pid }) => -pid,
};

/** What each session does, since when and what it waits for. */
export const SESSIONS_PANE: Pane = {
  name: 'sessions',
  sorts: Object.keys(SORTS),
  lines: (view, how) =>
    tableLines(COLUMNS, sorted(view, how.sort), how, {
      nothing: 'No client is connected.',
      tone,
      full: ({ application, client, text, user }) => [`${user} ${application} ${client}`, text],
    }),
  json: (view) => sorted(view, 'what they do'),
};

function sorted({ interval }: LiveView, sort: string): readonly SessionRow[] {
  const { sessions } = interval.now;
  // Walsenders and parallel workers work for somebody, too.
  const shown = sessions.filter((row) => isClient(row) || row.state === 'active');
  return sortRows(shown, SORTS[sort] ?? (() => 0));
}

const LONG_SECONDS = 300;

function tone({
  blockedBy,
  state,
  stateSeconds,
  transactionSeconds,
}: SessionRow): Tone | undefined {
  if (blockedBy.length > 0) return 'bad';
  if (state.startsWith('idle in transaction') && (stateSeconds ?? 0) > 60) return 'warn';
  if ((transactionSeconds ?? 0) > LONG_SECONDS) return 'warn';
  return state === 'idle' ? 'dim' : undefined;
}

const COLUMNS: readonly RowColumn<SessionRow>[] = [
  { key: 'pid', title: 'pid', value: (row) => row.pid, align: 'right' },
  { key: 'state', title: 'state', value: (row) => row.state, least: 8 },
  numberColumn('since', 'since', (row) => row.stateSeconds, formatSeconds),
  numberColumn('tx', 'tx age', (row) => row.transactionSeconds, formatSeconds, 2),
  {
    key: 'wait',
    title: 'waits for',
    value: ({ state, wait, waitType }) =>
      state === 'idle' || waitType === '' ? '' : `${waitType} ${wait}`,
    least: 9,
    room: 20,
    optional: 3,
  },
  { key: 'database', title: 'database', value: (row) => row.database, least: 8, optional: 1 },
  { key: 'user', title: 'user', value: (row) => row.user, least: 8, optional: 4 },
  {
    key: 'application',
    title: 'application',
    value: (row) => row.application,
    least: 11,
    optional: 5,
  },
  { key: 'client', title: 'client', value: (row) => row.client, least: 9, optional: 6 },
  { key: 'query', title: 'query', value: (row) => row.text, least: 24, room: 40 },
];

import { formatSeconds } from '../../console/format-seconds.ts';
import { type BlockedSession, blockingTree } from '../../console/live/blocking-tree.ts';
import { numberColumn, type RowColumn } from '../../console/row-column.ts';
import type { LiveView, Pane } from './live-view.ts';
import { tableLines } from './table-lines.ts';

/** Who holds up whom, as a tree. */
export const BLOCKERS_PANE: Pane = {
  name: 'blockers',
  sorts: ['longest queue'],
  lines: (view, how) =>
    tableLines(COLUMNS, tree(view), how, {
      nothing: 'Nobody waits for a lock that another session holds.',
      tone: ({ depth }) => (depth === 0 ? 'bad' : undefined),
      full: ({ session }) => [session?.text ?? ''],
    }),
  json: (view) =>
    tree(view).map(({ behind, depth, pid, session }) => ({ ...session, pid, depth, behind })),
};

function tree({ interval }: LiveView): readonly BlockedSession[] {
  return blockingTree(interval.now.sessions);
}

const COLUMNS: readonly RowColumn<BlockedSession>[] = [
  {
    key: 'pid',
    title: 'pid',
    value: ({ depth, pid }) => {
      const name = pid === 0 ? 'prepared transaction' : String(pid);
      return depth === 0 ? name : `└${'─'.repeat(depth * 2 - 1)} ${name}`;
    },
    align: 'left',
  },
  numberColumn('behind', 'behind it', (row) => row.behind, String),
  { key: 'state', title: 'state', value: ({ session }) => session?.state ?? '', least: 8 },
  numberColumn('since', 'since', ({ session }) => session?.stateSeconds ?? null, formatSeconds),
  {
    key: 'lock',
    title: 'lock',
    value: ({ depth, session }) => (depth === 0 ? '' : (session?.wait ?? '')),
    least: 8,
    optional: 1,
  },
  {
    key: 'user',
    title: 'user',
    value: ({ session }) => session?.user ?? '',
    least: 8,
    optional: 2,
  },
  {
    key: 'application',
    title: 'application',
    value: ({ session }) => session?.application ?? '',
    least: 11,
    optional: 3,
  },
  {
    key: 'query',
    title: 'query',
    value: ({ session }) => session?.text ?? '',
    least: 20,
    room: 36,
  },
];

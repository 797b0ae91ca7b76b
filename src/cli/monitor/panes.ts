import { BLOCKERS_PANE } from './blockers-pane.ts';
import type { Pane } from './live-view.ts';
import { OVERVIEW_PANE } from './overview-pane.ts';
import { PROGRESS_PANE } from './progress-pane.ts';
import { QUERIES_PANE } from './queries-pane.ts';
import { REPLICATION_PANE } from './replication-pane.ts';
import { SESSIONS_PANE } from './sessions-pane.ts';
import { WAITS_PANE } from './waits-pane.ts';

/** The pages of the live view, in the order of their keys. */
export const PANES: readonly [Pane, ...Pane[]] = [
  OVERVIEW_PANE,
  QUERIES_PANE,
  SESSIONS_PANE,
  BLOCKERS_PANE,
  WAITS_PANE,
  PROGRESS_PANE,
  REPLICATION_PANE,
];

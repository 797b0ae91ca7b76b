import type { BusyStatement } from '../../console/live/busy-statements.ts';
import type { LiveInterval } from '../../console/live/live-reading.ts';
import type { Line } from './line.ts';

/** What a pane shows: the last interval, and the texts of the statements that were busy in it. */
export interface LiveView {
  readonly interval: LiveInterval;
  readonly busy: readonly BusyStatement[];
  readonly texts: ReadonlyMap<string, string>;
}

/** How a pane is to be shown. */
export interface PaneView {
  readonly width: number;
  readonly sort: string;
  /** Only rows that have this text somewhere, in letters of either case; all when empty. */
  readonly filter: string;
  /** With whole texts below the rows. */
  readonly full: boolean;
}

/** One page of the live view. */
export interface Pane {
  readonly name: string;
  /** What `s` goes through; the first is where it begins. */
  readonly sorts: readonly string[];
  readonly lines: (view: LiveView, how: PaneView) => readonly Line[];
  /** What --json gives of it, under its name. */
  readonly json: (view: LiveView) => unknown;
}

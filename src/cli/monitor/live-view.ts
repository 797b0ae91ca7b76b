import type { BusyStatement } from '../../console/live/busy-statements.ts';
import type { LiveInterval } from '../../console/live/live-reading.ts';
import type { Line } from './line.ts';

/** What a pane shows: the last interval, and the texts of the statements that were busy in it. */
export interface LiveView {
  readonly interval: LiveInterval;
  readonly busy: readonly BusyStatement[];
  readonly texts: ReadonlyMap<string, string>;
}

/** One page of the live view. */
export interface Pane {
  readonly name: string;
  /** What `s` goes through; the first is where it begins. */
  readonly sorts: readonly string[];
  readonly lines: (view: LiveView, width: number, sort: string) => readonly Line[];
  /** What --json gives of it, under its name. */
  readonly json: (view: LiveView) => unknown;
}

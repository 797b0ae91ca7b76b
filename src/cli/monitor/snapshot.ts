import { setTimeout as sleep } from 'node:timers/promises';
import { printable } from '../../console/printable.ts';
import type { Io } from '../io.ts';
import { terminalWidth } from '../terminal-width.ts';
import type { ChosenTarget } from '../with-target.ts';
import { type Line, line, paint } from './line.ts';
import { liveReader } from './live-reader.ts';
import { usesColours } from './live-terminal.ts';
import type { LiveView, Pane } from './live-view.ts';
import { serverTitle } from './server-title.ts';

export interface SnapshotOptions {
  readonly intervalMs: number;
  readonly panes: readonly Pane[];
  readonly json: boolean;
}

/** What one interval showed, pane by pane, as text or as one JSON object. */
export async function snapshot(
  chosen: ChosenTarget,
  { intervalMs, json, panes }: SnapshotOptions,
  io: Io,
): Promise<void> {
  const reader = liveReader(chosen);
  await reader.next('');
  await sleep(intervalMs);
  const view = await reader.next('load');
  if (view === undefined) return;
  if (json) {
    io.stdout.write(`${JSON.stringify(asJson(chosen, view, panes), null, 2)}\n`);
    return;
  }
  const width = terminalWidth(io);
  const seconds = view.interval.seconds.toFixed(1);
  const lines: readonly Line[] = [
    line(`${serverTitle(chosen)}, over ${seconds} s`, 'title'),
    ...view.interval.now.problems.map((text) => line(printable(`note: ${text}`), 'warn')),
    ...panes.flatMap((pane) => [
      line(''),
      ...(panes.length > 1 ? [line(pane.name.toUpperCase(), 'title')] : []),
      ...pane
        .lines(view, { width, sort: pane.sorts[0] ?? '', filter: '', full: false })
        .slice(0, MOST_LINES),
    ]),
  ];
  const colours = usesColours(io);
  io.stdout.write(lines.map((one) => `${paint(one, colours)}\n`).join(''));
}

/** Of each pane; a list of a thousand sessions is for `--pane sessions --json`. */
const MOST_LINES = 20;

function asJson({ name, server }: ChosenTarget, view: LiveView, panes: readonly Pane[]): unknown {
  return {
    target: name,
    version: server.version,
    role: server.role,
    at: new Date().toISOString(),
    seconds: view.interval.seconds,
    problems: view.interval.now.problems,
    ...Object.fromEntries(panes.map((pane) => [pane.name, pane.json(view)])),
  };
}

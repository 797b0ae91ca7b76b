import { describeError } from '../describe-error.ts';
import { EXIT, type Io } from '../io.ts';
import { untilSignal } from '../until-signal.ts';
import type { ChosenTarget } from '../with-target.ts';
import { extent, frame } from './frame.ts';
import { liveReader } from './live-reader.ts';
import { afterKey, firstState, sortOf } from './live-state.ts';
import { openLiveTerminal } from './live-terminal.ts';
import type { LiveView } from './live-view.ts';
import { PANES } from './panes.ts';
import { serverTitle } from './server-title.ts';

/** Shows the panes until somebody quits; a server that goes away is waited for. */
export async function runLive(
  chosen: ChosenTarget,
  { intervalMs, pane }: { readonly intervalMs: number; readonly pane: string | undefined },
  io: Io,
): Promise<number> {
  const reader = liveReader(chosen);
  let state = firstState(PANES, pane, intervalMs);
  let view: LiveView | undefined;
  let problem: string | undefined;
  let time = '';
  let quit = (): void => undefined;
  const left = new Promise<void>((resolve) => {
    quit = resolve;
  });
  const title = serverTitle(chosen);
  const input = () => ({ panes: PANES, state, view, title, time, problem, size: terminal.size() });
  const draw = () => terminal.draw(frame(input()));
  const terminal = openLiveTerminal(io, {
    onKey: (key) => {
      const next = afterKey(state, key, PANES, extent(input()));
      if (next === undefined) return quit();
      state = next;
      draw();
    },
    onResize: draw,
    onResume: () => {
      // Rates over the time in which it stood still would say nothing of now.
      reader.restart();
      draw();
    },
    onEnd: () => quit(),
  });
  const refresh = async () => {
    try {
      const next = await reader.next(sortOf(state, PANES));
      problem = undefined;
      if (state.paused || next === undefined) return;
      view = next;
      time = new Date().toLocaleTimeString('en-GB');
    } catch (error) {
      problem = `${describeError(error)}; trying again`;
    }
  };
  const over = Promise.race([left, untilSignal(left, SIGNALS)]).then(() => true as const);
  try {
    draw();
    for (;;) {
      if ((await Promise.race([refresh(), over])) === true) return EXIT.ok;
      draw();
      if (
        (await Promise.race([
          after(view === undefined ? FIRST_MS : state.intervalMs, left),
          over,
        ])) === true
      )
        return EXIT.ok;
    }
  } finally {
    quit();
    terminal.close();
  }
}

/** Whatever can be caught of what ends a program: the terminal has to be left as it was. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const;

/** Nobody likes to wait for the first figures. */
const FIRST_MS = 500;

function after(milliseconds: number, left: Promise<void>): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    void left.then(() => clearTimeout(timer));
  });
}

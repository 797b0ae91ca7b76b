import type { Pane, PaneView } from './live-view.ts';

/** What the keys have chosen. */
export interface LiveState {
  readonly pane: number;
  /** By pane, as an index of its sorts. */
  readonly sorts: readonly number[];
  readonly scroll: number;
  readonly paused: boolean;
  /** Whole texts below the rows. */
  readonly full: boolean;
  readonly help: boolean;
  /** Only rows with this text; typing: the keys go on writing it. */
  readonly filter: string;
  readonly typing: boolean;
  readonly intervalMs: number;
}

export function firstState(
  panes: readonly Pane[],
  name: string | undefined,
  intervalMs: number,
): LiveState {
  const pane = Math.max(
    0,
    panes.findIndex((one) => one.name === name),
  );
  const off = { paused: false, full: false, help: false, filter: '', typing: false };
  return { pane, sorts: panes.map(() => 0), scroll: 0, intervalMs, ...off };
}

/** Lines of the pane that fit, and how far it can be scrolled. */
export interface Extent {
  readonly page: number;
  readonly last: number;
}

/** The state after a key; undefined when the key means the end. */
export function afterKey(
  state: LiveState,
  key: string,
  panes: readonly Pane[],
  { last, page }: Extent,
): LiveState | undefined {
  if (key === 'ctrl-c') return undefined;
  if (state.typing) return afterLetter(state, key);
  if (key === 'q') return undefined;
  // Any key leaves the help, and does nothing else.
  if (state.help) return { ...state, help: false };
  const digit = Number(key);
  if (/^[1-9]$/.test(key) && digit <= panes.length) return turn(state, digit - 1, panes);
  const scrolled = (scroll: number) => ({
    ...state,
    scroll: Math.max(0, Math.min(scroll, last)),
  });
  switch (key) {
    case 'tab':
    case 'right':
      return turn(state, state.pane + 1, panes);
    case 'shift-tab':
    case 'left':
      return turn(state, state.pane - 1, panes);
    case 'down':
    case 'j':
      return scrolled(state.scroll + 1);
    case 'up':
    case 'k':
      return scrolled(state.scroll - 1);
    case 'page-down':
      return scrolled(state.scroll + page);
    case 'page-up':
      return scrolled(state.scroll - page);
    case 'home':
      return scrolled(0);
    case 'end':
      return scrolled(last);
    case 's': {
      const count = panes[state.pane]?.sorts.length ?? 1;
      const sorts = state.sorts.map((sort, pane) =>
        pane === state.pane ? (sort + 1) % count : sort,
      );
      return { ...state, sorts, scroll: 0 };
    }
    case 'p':
    case ' ':
      return { ...state, paused: !state.paused };
    case 'v':
      return { ...state, full: !state.full, scroll: 0 };
    case '/':
      return { ...state, typing: true, filter: '', scroll: 0 };
    case 'escape':
      return { ...state, filter: '', scroll: 0 };
    case '?':
    case 'h':
      return { ...state, help: true };
    case '+':
      return { ...state, intervalMs: Math.min(state.intervalMs * 2, LONGEST_MS) };
    case '-':
      return { ...state, intervalMs: Math.max(state.intervalMs / 2, SHORTEST_MS) };
    default:
      return state;
  }
}

const SHORTEST_MS = 500;
const LONGEST_MS = 64_000;

function afterLetter(state: LiveState, key: string): LiveState {
  if (key === 'enter') return { ...state, typing: false };
  if (key === 'escape') return { ...state, typing: false, filter: '' };
  if (key === 'backspace') return { ...state, filter: [...state.filter].slice(0, -1).join('') };
  // Names of keys are longer than what they write.
  return [...key].length === 1 && key >= ' ' ? { ...state, filter: state.filter + key } : state;
}

function turn(state: LiveState, pane: number, panes: readonly Pane[]): LiveState {
  return { ...state, pane: (pane + panes.length) % panes.length, scroll: 0 };
}

/** The order that is chosen in the pane that is shown. */
export function sortOf(state: LiveState, panes: readonly Pane[]): string {
  return panes[state.pane]?.sorts[state.sorts[state.pane] ?? 0] ?? '';
}

/** What the pane that is shown has to know of it. */
export function paneView(state: LiveState, panes: readonly Pane[], width: number): PaneView {
  const { filter, full } = state;
  return { width, sort: sortOf(state, panes), filter, full };
}

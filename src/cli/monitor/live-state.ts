import type { Pane } from './live-view.ts';

/** What the keys have chosen. */
export interface LiveState {
  readonly pane: number;
  /** By pane, as an index of its sorts. */
  readonly sorts: readonly number[];
  readonly scroll: number;
  readonly paused: boolean;
}

export function firstState(panes: readonly Pane[], name: string | undefined): LiveState {
  const pane = Math.max(
    0,
    panes.findIndex((one) => one.name === name),
  );
  return { pane, sorts: panes.map(() => 0), scroll: 0, paused: false };
}

/** The state after a key; undefined when the key means the end. */
export function afterKey(
  state: LiveState,
  key: string,
  panes: readonly Pane[],
  page: number,
): LiveState | undefined {
  const digit = Number(key);
  if (key === 'q' || key === 'ctrl-c') return undefined;
  if (/^[1-9]$/.test(key) && digit <= panes.length) return turn(state, digit - 1, panes);
  switch (key) {
    case 'tab':
    case 'right':
      return turn(state, state.pane + 1, panes);
    case 'shift-tab':
    case 'left':
      return turn(state, state.pane - 1, panes);
    case 'down':
      return { ...state, scroll: state.scroll + 1 };
    case 'up':
      return { ...state, scroll: Math.max(0, state.scroll - 1) };
    case 'page-down':
      return { ...state, scroll: state.scroll + page };
    case 'page-up':
      return { ...state, scroll: Math.max(0, state.scroll - page) };
    case 'home':
      return { ...state, scroll: 0 };
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
    default:
      return state;
  }
}

function turn(state: LiveState, pane: number, panes: readonly Pane[]): LiveState {
  return { ...state, pane: (pane + panes.length) % panes.length, scroll: 0 };
}

/** The order that is chosen in the pane that is shown. */
export function sortOf(state: LiveState, panes: readonly Pane[]): string {
  return panes[state.pane]?.sorts[state.sorts[state.pane] ?? 0] ?? '';
}

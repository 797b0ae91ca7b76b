import { type Line, line } from './line.ts';
import { type LiveState, sortOf } from './live-state.ts';
import type { LiveView, Pane } from './live-view.ts';

export interface FrameInput {
  readonly panes: readonly [Pane, ...Pane[]];
  readonly state: LiveState;
  readonly view: LiveView | undefined;
  /** What is looked at: name, version, role. */
  readonly title: string;
  readonly time: string;
  readonly problem: string | undefined;
  readonly size: { readonly columns: number; readonly rows: number };
}

/** All lines of the terminal: a title, the tabs, the chosen pane, and what the keys do. */
export function frame(input: FrameInput): readonly Line[] {
  const { panes, problem, size, state, view } = input;
  const pane = panes[state.pane] ?? panes[0];
  const { columns, rows } = size;
  const sort = sortOf(state, panes);
  const body =
    view === undefined
      ? [line('The first interval has begun; its figures follow at its end.', 'dim')]
      : [...notes(view), ...pane.lines(view, columns, sort)];
  const room = Math.max(1, rows - 5);
  const first = Math.min(state.scroll, Math.max(0, body.length - room));
  const shown = body.slice(first, first + room);
  const more = body.length - first - shown.length;
  const padding = Array.from({ length: room - shown.length }, () => line(''));
  const all = [
    titleLine(input),
    line(tabs(panes, state.pane), 'dim'),
    line(''),
    ...shown,
    ...padding,
    problem === undefined
      ? line(more > 0 ? `${more} more lines below` : '', 'dim')
      : line(problem, 'bad'),
    line(keysText(pane, sort, state.paused), 'dim'),
  ];
  return all.map(({ text, ...rest }) => ({ ...rest, text: cut(text, columns) }));
}

function titleLine({ problem, size, state, time, title }: FrameInput): Line {
  const right = state.paused ? `paused  ${time}` : time;
  const left = cut(`pgvitals  ${title}`, Math.max(10, size.columns - right.length - 2));
  const gap = ' '.repeat(Math.max(2, size.columns - [...left].length - right.length));
  return line(`${left}${gap}${right}`, problem === undefined ? 'title' : 'bad');
}

/** The chosen one in brackets, so that it can be seen without colours. */
function tabs(panes: readonly Pane[], chosen: number): string {
  return panes
    .map(({ name }, index) =>
      index === chosen ? `[${index + 1} ${name}]` : ` ${index + 1} ${name} `,
    )
    .join('');
}

function notes({ interval }: LiveView): readonly Line[] {
  return interval.now.problems.map((text) => line(`note: ${text}`, 'warn'));
}

function keysText({ sorts }: Pane, sort: string, paused: boolean): string {
  const order = sorts.length > 1 ? `s sort (now: ${sort})  ` : '';
  return `q quit  tab or 1-7 pane  ${order}p ${paused ? 'go on' : 'pause'}  arrows scroll`;
}

function cut(text: string, width: number): string {
  const characters = [...text];
  return characters.length > width ? `${characters.slice(0, width - 1).join('')}…` : text;
}

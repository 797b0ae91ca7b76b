import { cleanText } from '../../console/clean-text.ts';
import { counted } from '../../console/counted.ts';
import { cutText, textWidth } from '../../console/text-width.ts';
import { helpLines } from './help-lines.ts';
import { type Line, line } from './line.ts';
import { type Extent, type LiveState, paneView, sortOf } from './live-state.ts';
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
  const { panes, problem, size, state } = input;
  const body = bodyLines(input);
  const { last, page } = extent(input, body.length);
  const first = Math.min(state.scroll, last);
  const shown = body.slice(first, first + page);
  const more = body.length - first - shown.length;
  const padding = Array.from({ length: page - shown.length }, () => line(''));
  const all = [
    titleLine(input),
    line(tabs(panes, state.pane), 'dim'),
    line(''),
    ...shown,
    ...padding,
    problem === undefined ? line(statusText(state, more), 'dim') : line(cleanText(problem), 'bad'),
    bottomLine(input),
  ];
  return all.map(({ text, ...rest }) => ({ ...rest, text: cutText(text, size.columns) }));
}

/** How much of the pane fits, and how far it can be scrolled. */
export function extent(input: FrameInput, lines = bodyLines(input).length): Extent {
  const page = Math.max(1, input.size.rows - 5);
  return { page, last: Math.max(0, lines - page) };
}

function bodyLines({ panes, size, state, view }: FrameInput): readonly Line[] {
  if (state.help) return helpLines();
  if (view === undefined) {
    return [line('The first interval has begun; its figures follow at its end.', 'dim')];
  }
  const pane = panes[state.pane] ?? panes[0];
  return [...notes(view), ...pane.lines(view, paneView(state, panes, size.columns))];
}

function titleLine({ problem, size, state, time, title }: FrameInput): Line {
  const every = `every ${state.intervalMs / 1000} s`;
  const right = `${state.paused ? 'paused  ' : ''}${size.columns < 100 ? '' : `${every}  `}${time}`;
  const room = Math.max(10, size.columns - right.length - 2);
  const named = `pgvitals  ${cleanText(title)}`;
  const left = cutText(textWidth(named) > room ? cleanText(title) : named, room);
  const gap = ' '.repeat(Math.max(2, size.columns - textWidth(left) - right.length));
  return line(`${left}${gap}${right}`, problem === undefined ? 'title' : 'bad');
}

/** The chosen one in brackets, so that it can be seen without colours. */
function tabs(panes: readonly Pane[], chosen: number): string {
  const names = panes.map(({ name }, index) =>
    index === chosen ? `[${index + 1} ${name}]` : ` ${index + 1} ${name} `,
  );
  // One blank between two, so that all of them fit into 80 columns.
  return names.join('').replaceAll('  ', ' ').replaceAll('] ', ']').replaceAll(' [', '[').trimEnd();
}

function notes({ interval }: LiveView): readonly Line[] {
  return interval.now.problems.map((text) => line(`note: ${cleanText(text)}`, 'warn'));
}

function statusText({ filter, typing }: LiveState, more: number): string {
  const only = filter === '' || typing ? [] : [`only rows with "${filter}"`];
  const below = more === 0 ? [] : [`${counted(more, 'more line')} below`];
  return [...only, ...below].join('; ');
}

function bottomLine({ panes, state }: FrameInput): Line {
  if (state.typing)
    return line(`only rows with: ${state.filter}_   enter keeps it, escape ends it`);
  const pane = panes[state.pane] ?? panes[0];
  const order = pane.sorts.length > 1 ? `s sort (${sortOf(state, panes)})  ` : '';
  const full = `v ${state.full ? 'short' : 'full'} text`;
  const pause = `p ${state.paused ? 'go on' : 'pause'}`;
  return line(`q quit  ? keys  1-7 pane  ${order}${pause}  ${full}  / filter`, 'dim');
}

import { describe, expect, test } from 'vitest';
import { frame } from '../../../src/cli/monitor/frame.ts';
import { line, paint } from '../../../src/cli/monitor/line.ts';
import {
  afterKey,
  firstState,
  type LiveState,
  sortOf,
} from '../../../src/cli/monitor/live-state.ts';
import { PANES } from '../../../src/cli/monitor/panes.ts';
import { splitKeys } from '../../../src/cli/monitor/split-keys.ts';

const press = (keys: readonly string[], state: LiveState = firstState(PANES, undefined, 2000)) =>
  keys.reduce<LiveState | undefined>(
    (now, key) =>
      now === undefined ? undefined : afterKey(now, key, PANES, { page: 10, last: 30 }),
    state,
  );

describe('keys', () => {
  test('a terminal sends several at once, and some as escape sequences', () => {
    expect(splitKeys('q\u0003\t\u001b[Z\u001b[A\u001bOB\u001b[5~2ü')).toEqual([
      ...['q', 'ctrl-c', 'tab', 'shift-tab', 'up', 'down', 'page-up', '2', 'ü'],
    ]);
  });

  test('turn the panes round in both directions', () => {
    expect(press(['tab', 'right'])?.pane).toBe(2);
    expect(press(['left'])?.pane).toBe(PANES.length - 1);
    expect(press(['7', 'tab'])?.pane).toBe(0);
    expect(press(['9'])?.pane).toBe(0);
    expect(firstState(PANES, 'waits', 2000).pane).toBe(4);
  });

  test('sort each pane on its own, pause, scroll and end', () => {
    const sorted = press(['2', 's', 's', '1', '2']);
    expect(sorted === undefined ? '' : sortOf(sorted, PANES)).toBe('mean');
    expect(press(['p'])?.paused).toBe(true);
    expect(press(['p', ' '])?.paused).toBe(false);
    expect(press(['down', 'page-down', 'up'])?.scroll).toBe(10);
    expect(press(['up', 'page-up'])?.scroll).toBe(0);
    expect(press(['end', 'page-down', 'down', 'k'])?.scroll).toBe(29);
    expect(press(['end', 'home', 'j'])?.scroll).toBe(1);
    expect(press(['q'])).toBe(undefined);
    expect(press(['ctrl-c'])).toBe(undefined);
    expect(press(['x'])).toEqual(firstState(PANES, undefined, 2000));
  });
});

describe('further keys', () => {
  test('write a filter until it is kept or given up', () => {
    const letters = ['/', 'q', '1', 's', 'ü', 'backspace', 'up'];
    expect(press(letters)).toMatchObject({ filter: 'q1s', typing: true, pane: 0 });
    expect(press([...letters, 'enter', '2'])).toMatchObject({
      filter: 'q1s',
      typing: false,
      pane: 1,
    });
    expect(press([...letters, 'escape'])).toMatchObject({ filter: '', typing: false });
    expect(press([...letters, 'enter', 'escape'])?.filter).toBe('');
    expect(press([...letters, 'ctrl-c'])).toBe(undefined);
  });

  test('change the interval within limits', () => {
    expect(press(['+'])?.intervalMs).toBe(4000);
    expect(press(['-', '-', '-'])?.intervalMs).toBe(500);
    expect(press(Array(9).fill('+'))?.intervalMs).toBe(64_000);
  });

  test('leave the help, whatever they are otherwise', () => {
    expect(press(['?'])?.help).toBe(true);
    expect(press(['?', '3'])).toMatchObject({ help: false, pane: 0 });
    expect(press(['h', 'q'])).toBe(undefined);
  });
});

describe('a frame', () => {
  const state = firstState(PANES, undefined, 2000);
  const base = { panes: PANES, state, view: undefined, title: 'a server', time: '10:00:00' };

  test.each([
    [80, 24],
    [160, 50],
    [20, 6],
  ])('fills %i columns and %i lines and no more', (columns, rows) => {
    const lines = frame({ ...base, problem: undefined, size: { columns, rows } });
    expect(lines.length).toBe(rows);
    expect(Math.max(...lines.map(({ text }) => [...text].length))).toBeLessThanOrEqual(columns);
  });

  test('shows a problem and goes on', () => {
    const size = { columns: 80, rows: 24 };
    const lines = frame({ ...base, problem: 'cannot be reached', size });
    expect(lines.at(-2)).toEqual({ text: 'cannot be reached', tone: 'bad' });
    expect(lines.at(-1)?.text).toContain('q quit');
  });

  test('has colours only where they are wanted', () => {
    expect(paint(line('x', 'bad'), false)).toBe('x');
    expect(paint(line('x', 'bad'), true)).toBe('\u001b[1;31mx\u001b[0m');
    expect(paint(line('x'), true)).toBe('x');
  });
});

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

const press = (keys: readonly string[], state: LiveState = firstState(PANES, undefined)) =>
  keys.reduce<LiveState | undefined>(
    (now, key) => (now === undefined ? undefined : afterKey(now, key, PANES, 10)),
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
    expect(firstState(PANES, 'waits').pane).toBe(4);
  });

  test('sort each pane on its own, pause, scroll and end', () => {
    const sorted = press(['2', 's', 's', '1', '2']);
    expect(sorted === undefined ? '' : sortOf(sorted, PANES)).toBe('mean');
    expect(press(['p'])?.paused).toBe(true);
    expect(press(['p', ' '])?.paused).toBe(false);
    expect(press(['down', 'page-down', 'up'])?.scroll).toBe(10);
    expect(press(['up', 'page-up'])?.scroll).toBe(0);
    expect(press(['q'])).toBe(undefined);
    expect(press(['ctrl-c'])).toBe(undefined);
    expect(press(['x'])).toEqual(firstState(PANES, undefined));
  });
});

describe('a frame', () => {
  const state = firstState(PANES, undefined);
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

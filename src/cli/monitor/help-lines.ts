import { type Line, line } from './line.ts';

/** What each key does, in place of a pane. */
export function helpLines(): readonly Line[] {
  return [
    line('Keys', 'head'),
    ...KEYS.map(([key, meaning]) => line(`${key.padEnd(22)}${meaning}`)),
    line(''),
    line('Nothing here changes the server: sessions are only looked at.', 'dim'),
    line('Any key goes back.', 'dim'),
  ];
}

const KEYS = [
  ['1 to 7, tab, ← →', 'another pane'],
  ['↑ ↓, j k, page keys', 'scroll; home and end go all the way'],
  ['s', 'another order of the rows'],
  ['v', 'whole texts below the rows, or one line for each'],
  ['/', 'only rows that contain a text; escape shows all again'],
  ['p, space', 'pause; the server is still asked, the figures stay'],
  ['+ -', 'wait twice or half as long between two looks'],
  ['ctrl-l', 'draw anew'],
  ['ctrl-z', 'back to the shell; fg returns'],
  ['?, h', 'this'],
  ['q, ctrl-c', 'quit'],
] as const;

import type { State } from './panel.ts';

/** Of a server: whether it answers. */
export const UP_OR_DOWN: readonly State[] = [
  { value: 0, text: 'down', colour: 'red' },
  { value: 1, text: 'up', colour: 'green' },
];

/** The worst alert that fires. */
export const VERDICTS: readonly State[] = [
  { value: 0, text: 'ok', colour: 'green' },
  { value: 1, text: 'warning', colour: 'orange' },
  { value: 2, text: 'critical', colour: 'red' },
];

export const NO_OR_YES_BAD: readonly State[] = [
  { value: 0, text: 'no', colour: 'text' },
  { value: 1, text: 'yes', colour: 'red' },
];

export const YES_OR_NO_BAD: readonly State[] = [
  { value: 0, text: 'no', colour: 'red' },
  { value: 1, text: 'yes', colour: 'green' },
];

export const NO_OR_YES: readonly State[] = [
  { value: 0, text: 'no', colour: 'text' },
  { value: 1, text: 'yes', colour: 'text' },
];

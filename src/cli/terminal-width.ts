import type { Io } from './io.ts';

const DEFAULT_WIDTH = 80;

/** Columns there are for a line: COLUMNS where somebody says so, else those of the terminal. */
export function terminalWidth({ env, stdout }: Io): number {
  const said = Number(env.COLUMNS);
  return Number.isInteger(said) && said > 0 ? said : (stdout.columns ?? DEFAULT_WIDTH);
}

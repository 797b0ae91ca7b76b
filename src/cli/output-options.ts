import { type Command, InvalidArgumentError, Option } from 'commander';
import type { OutputFlags } from './print-rows.ts';
import { addServerOptions, type ServerFlags } from './server-options.ts';

/** The flags of every command that lists something of one server. */
export interface ListFlags extends ServerFlags, OutputFlags {
  readonly target?: string;
  readonly limit: number;
}

export function addListOptions(command: Command, limit: number): Command {
  return addServerOptions(
    command
      .option('--limit <number>', 'rows at most; 0 for all of them', wholeNumber, limit)
      .addOption(new Option('--json', 'print JSON').default(false).conflicts('csv'))
      .addOption(new Option('--csv', 'print CSV').default(false)),
  );
}

export function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('Expected a whole number.');
  return Number(text);
}

/** The first `limit` of them; all where it is 0. */
export function limited<T>(rows: readonly T[], limit: number): readonly T[] {
  return limit === 0 ? rows : rows.slice(0, limit);
}

import { expect } from 'vitest';
import { faultsOf } from './faults.ts';
import { run, type Situation } from './situation.ts';

/** A command, and what must be true of its output in each situation. */
export interface CommandRow {
  /** The title; words that a situation fills in are in `argv`. */
  readonly name: string;
  /** Default: the words of the name. */
  readonly argv?: (situation: Situation) => readonly string[] | Promise<readonly string[]>;
  /** Default: 0. */
  readonly code?: (situation: Situation) => number | readonly number[];
  /** In stdout. */
  readonly says: (situation: Situation) => readonly Expected[];
  readonly lacks?: (situation: Situation) => readonly Expected[];
  /** In stderr, which is empty when absent. */
  readonly complains?: (situation: Situation) => Expected | undefined;
  /** What comes first: something to be remembered, say. */
  readonly before?: (situation: Situation) => Promise<unknown>;
}

export type Expected = string | RegExp;

/** Runs it in one situation; whatever is wrong is told with command and situation. */
export async function wrongWith(row: CommandRow, situation: Situation): Promise<readonly string[]> {
  await row.before?.(situation);
  const argv = (await row.argv?.(situation)) ?? row.name.split(' ');
  const result = await run(situation, argv);
  const { code, stderr, stdout } = result;
  const wanted = [row.code?.(situation) ?? 0].flat();
  const complaint = row.complains?.(situation);
  const wrong = [
    ...(wanted.includes(code) ? [] : [`ends with ${code}, not ${wanted.join(' or ')}`]),
    ...row.says(situation).flatMap((text) => (has(stdout, text) ? [] : [`does not say ${text}`])),
    ...(row.lacks?.(situation) ?? []).flatMap((text) =>
      has(stdout, text) ? [`says ${text}`] : [],
    ),
    ...(complaint === undefined
      ? stderr === ''
        ? []
        : [`complains`]
      : has(stderr, complaint)
        ? []
        : [`does not complain ${complaint}`]),
    ...faultsOf(result),
  ];
  const { kind, major, role } = situation;
  const who = `pgvitals ${argv.join(' ')} on a ${kind} with PostgreSQL ${major} as ${role}`;
  return wrong.map((what) => `${who}: ${what}\n${stdout}${stderr}`);
}

function has(text: string, expected: Expected): boolean {
  return typeof expected === 'string' ? text.includes(expected) : expected.test(text);
}

/** In all situations at once. */
export async function expectRight(
  row: CommandRow,
  situations: readonly Situation[],
): Promise<void> {
  const wrong = await Promise.all(situations.map((one) => wrongWith(row, one)));
  expect(wrong.flat().join('\n')).toBe('');
}

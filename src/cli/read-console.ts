import { isSkipped } from '../scrape/outcome.ts';
import { failureOf } from '../target/failure.ts';
import { CliError } from './cli-error.ts';
import { reachHint } from './reach-hint.ts';
import type { ChosenTarget } from './with-target.ts';

/** A row of a console query by the names of its columns. */
export type ConsoleRow = Readonly<Record<string, string | null>>;

export interface ConsoleRows {
  readonly rows: readonly ConsoleRow[];
  /** Why there are none, or not all. */
  readonly problems: readonly string[];
}

/** The rows of some console queries, by the id of the query; `asked` is what they are asked with. */
export async function readConsole<const Id extends string>(
  { name, target, timeoutMs }: Pick<ChosenTarget, 'name' | 'target' | 'timeoutMs'>,
  asked: Readonly<Record<Id, readonly string[]>>,
): Promise<Readonly<Record<Id, ConsoleRows>>> {
  const ids = Object.keys(asked) as Id[];
  const answer = await target
    .read(new Map(ids.map((id) => [id, asked[id]])), timeoutMs)
    .catch((cause: unknown) => {
      const { message, reason } = failureOf(cause);
      throw new CliError(
        `target ${name} cannot be reached: ${message}${reachHint(reason)}`,
        undefined,
        { cause },
      );
    });
  const found = ids.map((id) => {
    const outcomes = answer.outcomes.filter(({ query }) => query.id === id);
    const problems = outcomes.flatMap((outcome) => {
      if (!isSkipped(outcome))
        return outcome.failure === undefined ? [] : [outcome.failure.message];
      const { detail, remedy } = outcome.skip;
      return [remedy === '' ? detail : `${detail}; ${remedy}`];
    });
    const rows = outcomes.flatMap((outcome) => {
      const table = isSkipped(outcome) ? undefined : outcome.result?.table;
      return (table?.rows ?? []).map((row) =>
        Object.fromEntries(
          table?.columns.map((column, index) => [column, row[index] ?? null]) ?? [],
        ),
      );
    });
    return [id, { rows, problems }] as const;
  });
  return Object.fromEntries(found) as unknown as Readonly<Record<Id, ConsoleRows>>;
}

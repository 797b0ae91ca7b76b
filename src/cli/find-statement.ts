import { statementRow } from '../console/statement-row.ts';
import { CliError } from './cli-error.ts';
import { readConsole } from './read-console.ts';
import type { ChosenTarget } from './with-target.ts';

export interface FoundStatement {
  readonly queryid: string;
  readonly database: string;
  readonly user: string;
  readonly text: string;
}

/**
 * The text of a statement by its id; where several roles or databases ran it, of the one that is
 * asked for, or else the first.
 * @throws CliError where there is none
 */
export async function findStatement(
  chosen: ChosenTarget,
  queryid: string,
  wanted: { readonly database?: string; readonly user?: string },
): Promise<FoundStatement> {
  const { console_statement_texts: read } = await readConsole(chosen, {
    console_statement_texts: [queryid],
  });
  const [problem] = read.problems;
  if (problem !== undefined) throw new CliError(`statement ${queryid} cannot be read: ${problem}`);
  const all = read.rows.map((row) => ({ ...statementRow(row), text: row.query ?? '' }));
  const found = all.find(
    ({ database, user }) =>
      (wanted.database ?? database) === database && (wanted.user ?? user) === user,
  );
  if (found !== undefined) {
    return { queryid, database: found.database, user: found.user, text: found.text };
  }
  const places = all.map(({ database, user }) => `${user} in ${database}`).join(', ');
  throw new CliError(
    places === ''
      ? `pg_stat_statements has no statement ${queryid}; "pgvitals queries" lists those that it has`
      : `statement ${queryid} was run by ${places} only`,
  );
}

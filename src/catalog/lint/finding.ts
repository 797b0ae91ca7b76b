import type { CatalogQuery, SqlVariant } from '../query.ts';
import type { LintCode } from './codes.ts';
import type { Statement } from './sql/statement.ts';

/** What a rule has to say about a query, and where: at a column, in the SQL, or about all of it. */
export interface Finding {
  readonly code: LintCode;
  readonly message: string;
  readonly column?: string;
  readonly at?: { readonly variant: SqlVariant; readonly offset: number };
}

/** Looks at one query, whose variants have been read already. */
export type Rule = (query: CatalogQuery, statements: readonly Statement[]) => readonly Finding[];

/** A finding for the first place of each statement where the pattern matches. */
export function findInSql(
  statements: readonly Statement[],
  pattern: RegExp,
  finding: (word: string) => Omit<Finding, 'at'>,
): readonly Finding[] {
  return statements.flatMap(({ masked, variant }) => {
    const match = pattern.exec(masked);
    if (match === null) return [];
    const word = match[1] ?? match[0];
    const offset = match.index + match[0].indexOf(word);
    return [{ ...finding(word.toLowerCase()), at: { variant, offset } }];
  });
}

import { failureOf } from '../target/failure.ts';

/** A statement that cannot be explained or run, in words for whoever gave it. */
export class StatementError extends Error {
  readonly code = 'STATEMENT';
  override readonly name = 'StatementError';

  /** PostgreSQL's words, and what would help. */
  static from(cause: unknown, hints: Hints = {}): StatementError {
    if (cause instanceof StatementError) return cause;
    const { message } = failureOf(cause);
    const { code } = cause as { code?: unknown };
    if (/multiple commands/.test(message)) {
      return new StatementError('this is more than one statement; give one', { cause });
    }
    const hint = typeof code === 'string' ? (hints[code] ?? HINTS[code]) : undefined;
    return new StatementError(`${message}${hint === undefined ? '' : `; ${hint}`}`, { cause });
  }
}

/** By SQLSTATE. */
export type Hints = Readonly<Record<string, string>>;

const HINTS: Hints = {
  '25006': 'it would write, and --analyze is for statements that only read',
  '42501':
    'a plan takes the privileges of the statement: grant them, or pg_read_all_data (PostgreSQL 14 and newer), to the role',
  '42P01': 'is it in another database or schema (--database, --search-path)?',
  '42703': 'is it in another database or schema (--database, --search-path)?',
  '3F000': 'is it in another database (--database)?',
  '42P18': 'give the statement itself with values in it',
  '57014': 'it took longer than --timeout',
  '55P03': 'another session has locked the table',
};

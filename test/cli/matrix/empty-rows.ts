import type { CommandRow } from './command-row.ts';
import { MARK, queryid } from './situation.ts';

/** What commands say of a server that has nothing yet. */
export const EMPTY_ROWS: readonly CommandRow[] = [
  { name: 'tables', says: () => ['There are no tables here.\n'] },
  { name: 'indexes', says: () => ['There are no indexes here.\n'] },
  { name: 'indexes --problems', says: () => ['No index is unused, duplicate or invalid.\n'] },
  {
    name: 'queries slow',
    argv: () => ['queries', 'slow', '--min-duration', '140ms'],
    says: () => [/^ +queryid /, /SELECT pg_sleep\(\$1\)\n/],
  },
  {
    name: 'queries slow, none so slow',
    argv: () => ['queries', 'slow', '--min-duration', '1h'],
    says: () => [/^None of the \d+ statements is like that\.\n$/],
  },
  {
    name: 'queries low-cache',
    says: () => [/^None of the \d+ statements is like that\.\n$|^ +queryid /],
  },
  { name: 'queries top', says: () => [/^ +queryid +total /, 'SELECT pg_sleep($1)\n'] },
  {
    name: 'classes',
    says: () => [/^class +target /, /^single +51\.0 ms +0 /m, /^other .* pg_sleep\(\$1\)$/m],
  },
  {
    name: 'explain-query ID',
    argv: async (s) => ['explain-query', await queryid(s, MARK)],
    says: () => [MARK, /^Aggregate +\(cost=/m, / on pg_catalog\.pg_amproc /],
  },
  {
    name: 'explain-query --analyze SQL',
    argv: () => ['explain-query', '--analyze', 'SELECT count(*) FROM pg_class'],
    says: () => [/^Aggregate .*\(actual time=/, /^Execution Time: /m],
  },
  {
    name: 'explain-query SQL, no such table',
    argv: () => ['explain-query', 'SELECT count(*) FROM support_tickets'],
    code: () => 1,
    says: () => [],
    complains: () =>
      /^pgvitals: relation "support_tickets" does not exist; is it in another [^\n]*\n$/,
  },
  {
    name: 'advise',
    says: () => ['Nothing here calls for a change.\n'],
    complains: ({ kind, role }) =>
      kind === 'primary' && role === 'pgvitals'
        ? /^(note: \d+ of the \d+ statements [^\n]*lacks their privileges[^\n]*\n)?$/
        : undefined,
  },
  {
    name: 'monitor benchmarks',
    code: () => 2,
    says: () => [],
    complains: () => /^pgvitals: no benchmarks are configured: list statements [^\n]*\n$/,
  },
];

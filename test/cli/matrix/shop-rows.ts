import type { CommandRow } from './command-row.ts';
import { queryid, type Situation, TICKETS } from './situation.ts';

const REFUSED =
  /^pgvitals: permission denied for table support_tickets; a plan takes the privileges [^\n]*\n$/;
const isPoor = ({ role }: Situation) => role === 'pgvitals';
const onStandby = ({ kind }: Situation) => kind === 'standby';

/** What commands say of the demo. */
export const SHOP_ROWS: readonly CommandRow[] = [
  {
    name: 'tables',
    says: (s) =>
      onStandby(s)
        ? [/^shop +public +order_items +21 MB /m, 'counted on its primary only']
        : [/^shop +public +order_items +21 MB .* 150k +0% /m],
    // It does not know them, which is not the same as none.
    lacks: (s) => (onStandby(s) ? ['never', '150k'] : ['standby']),
  },
  {
    name: 'tables --sort seq --schema public --limit 1',
    says: () => [/^shop +public +\w/m],
    lacks: () => [/^shop[^\n]*\nshop/m],
  },
  {
    name: 'indexes',
    says: () => [
      / order_items +order_items_pkey +5\.8 MB /,
      / page_views_session_id_idx +3\.0 MB +0 .*unused$/m,
    ],
  },
  {
    name: 'indexes --problems',
    says: () => [/page_views_session_id_idx .* unused$/m],
    lacks: () => ['order_items_pkey'],
  },
  {
    name: 'queries slow',
    argv: () => ['queries', 'slow', '--min-duration', '140ms', '--database', 'shop'],
    says: () => [/^ +queryid /, 'SELECT pg_sleep($1)\n'],
  },
  {
    name: 'queries top',
    argv: () => ['queries', 'top', '--limit', '0'],
    says: () => [/^ +queryid +total /, / 2\d .* SELECT id, body FROM support_tickets WHERE/],
  },
  {
    name: 'queries low-cache',
    says: () => [/^None of the \d+ statements is like that\.\n$|^ +queryid /],
  },
  {
    name: 'classes --class single',
    says: () => [/^single +2\d .* select id, body from support_tickets where reference = \$1$/m],
  },
  {
    name: 'explain-query ID',
    argv: async (s) => ['explain-query', await queryid(s, TICKETS)],
    code: (s) => (isPoor(s) ? 1 : 0),
    says: (s) =>
      isPoor(s)
        ? []
        : [
            TICKETS,
            'Seq Scan on public.support_tickets ',
            'warning: reads all of public.support_tickets (25.0k rows, 3.8 MB), to find ',
            'try: CREATE INDEX CONCURRENTLY ON public.support_tickets (reference);',
          ],
    complains: (s) => (isPoor(s) ? REFUSED : undefined),
  },
  {
    name: 'explain-query --analyze SQL',
    argv: () => ['explain-query', '--analyze', 'SELECT count(*) FROM support_tickets'],
    code: (s) => (isPoor(s) ? 1 : 0),
    says: (s) =>
      isPoor(s) ? [] : [/support_tickets .*\(actual .*rows=25000/, /^Execution Time: /m],
    complains: (s) => (isPoor(s) ? REFUSED : undefined),
  },
  {
    name: 'explain-query --analyze, of what writes',
    argv: () => ['explain-query', '--analyze', 'DELETE FROM support_tickets'],
    code: () => 1,
    says: () => [],
    complains: () =>
      /^pgvitals: cannot execute DELETE in a read-only transaction; it would write, and [^\n]*\n$/,
  },
  {
    name: 'advise',
    says: (s) => [
      'public.support_tickets has no index for the foreign key support_tickets_customer_id_fkey',
      '     DROP INDEX CONCURRENTLY public.page_views_session_id_idx;  -- in database shop\n',
      ...(isPoor(s) ? [] : ['CREATE INDEX CONCURRENTLY ON public.support_tickets (reference);']),
    ],
    complains: ({ kind, role }) =>
      kind === 'standby'
        ? /^note: this is a standby: [^\n]*\n(note: \d+ of the \d+ [^\n]*lacks their privileges; on the primary, GRANT [^\n]*\n)?$/
        : role === 'pgvitals'
          ? /^note: \d+ of the \d+ statements [^\n]*lacks their privileges; GRANT [^\n]*\n$/
          : undefined,
  },
  {
    name: 'monitor benchmarks',
    argv: () => ['monitor', 'benchmarks', '--runs', '2'],
    // A busy machine may be too slow for their targets.
    code: (s) => (isPoor(s) ? 1 : [0, 1]),
    says: (s) => [
      ...(isPoor(s)
        ? [/^product by id +single .*failed/m, 'permission denied for table products; grant what ']
        : [/^product by id +single .* (ok|too slow) +2 /m, 'indexes: products_pkey']),
      ...(onStandby(s)
        ? [
            /^stock of a product +write .* skipped/m,
            'a standby cannot change rows',
            / 1 skipped\.\n$/,
          ]
        : isPoor(s)
          ? ['7 of 7 benchmarks failed.\n']
          : [/^stock of a product +write .* (ok|too slow) +2 /m]),
    ],
  },
];

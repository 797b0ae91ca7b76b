import type { CommandRow } from './command-row.ts';

/** What takes seconds, because it looks at a server twice. */
export const WATCHING_ROWS: readonly CommandRow[] = [
  {
    name: 'check',
    argv: () => ['check', '--interval', '1'],
    // The test servers run without fsync.
    code: () => 2,
    says: () => [/^critical +default +durability_off /m, /^[12] critical, \d+ warning, /m],
    lacks: () => ['server_down', 'standby_receiver_down'],
  },
  {
    name: 'monitor alerts',
    argv: () => ['monitor', 'alerts', '--interval', '1', '--all'],
    code: () => 2,
    says: ({ kind }) => [
      /^critical +default +durability_off /m,
      /^ok +default +server_down /m,
      kind === 'standby'
        ? /^ok +default +standby_receiver_down /m
        : /^no data +default +standby_receiver_down /m,
    ],
  },
  {
    name: 'monitor realtime --once',
    argv: () => ['monitor', 'realtime', '--once', '--interval', '300ms'],
    says: ({ kind, major }) => [
      new RegExp(`PostgreSQL ${major}\\.\\d+ ${kind}, over \\d[.\\d]* s\\n`),
      /^OVERVIEW$/m,
      /^commits +[\d.]+\/s/m,
      'Nobody waits for a lock that another session holds.',
      kind === 'standby' ? 'This standby receives WAL; ' : /^standby_\w+ .* streaming /m,
    ],
    lacks: ({ kind }) => [
      'WalSenderMain  1',
      ...(kind === 'primary' ? ['This standby'] : [/ streaming /]),
    ],
  },
];

/** All parts of the full suite. */
export const SUITE_ROW: CommandRow = {
  name: 'monitor',
  code: () => 2,
  says: (s) => [
    ...['REALTIME', 'OVERVIEW', 'ALERTS', 'TRENDS', 'BENCHMARKS'].map(
      (title) => new RegExp(`^${title}$`, 'm'),
    ),
    new RegExp(`PostgreSQL ${s.major}\\.\\d+ ${s.kind}, over `),
    /^critical +default +durability_off /m,
    // Those of the test beside it may be there already.
    /^(No baseline is old enough|Over the last day)/m,
    s.hasShop ? /^product by id +single .* (ok|failed|too slow)/m : 'no benchmarks are configured',
  ],
  lacks: (s) => (s.hasShop ? ['no benchmarks are configured'] : []),
};

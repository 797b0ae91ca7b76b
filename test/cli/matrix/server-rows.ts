import type { CommandRow } from './command-row.ts';
import type { Situation } from './situation.ts';

const NO_SCHEMA = ({ database, kind }: Situation) =>
  new RegExp(
    `^pgvitals: database ${database} has no schema monitoring[^\\n]*: "pgvitals setup --schema --apply"${kind === 'standby' ? ' on the primary' : ''} makes it\\n$`,
  );

/** What commands say of the server itself: the same with tables and without. */
export const SERVER_ROWS: readonly CommandRow[] = [
  {
    name: 'setup',
    says: (s) => [
      new RegExp(`^  PostgreSQL ${s.major}\\.\\d+, ${s.kind}`, 'm'),
      'ok       role pgvitals may log in',
      `ok       extension pg_stat_statements `,
      mayWrite(s)
        ? /^\d things are missing\. The same command with --apply carries them out/m
        : s.kind === 'standby'
          ? 'it comes from the primary: set up that one'
          : 'it takes CREATEROLE or a superuser',
    ],
    lacks: (s) => (mayWrite(s) ? [/^ {4}admin /m] : [/^ {4}missing /m, '--apply']),
  },
  {
    name: 'setup --schema',
    says: (s) => [
      `    ${mayWrite(s) ? 'missing' : 'admin  '}  schema monitoring: migrations 0001_tables, `,
      `    ${mayWrite(s) ? 'missing' : 'admin  '}  role pgvitals_maintenance `,
    ],
  },
  {
    name: 'setup down',
    says: () => ['Nothing is known of a setup for role pgvitals: its comment holds no record.'],
  },
  {
    name: 'doctor',
    says: ({ hasShop, kind, major, role }) => [
      new RegExp(`^  ok       reachable: PostgreSQL ${major}\\.\\d+, ${kind}$`, 'm'),
      role === 'postgres' ? 'warning  role: postgres is a superuser' : 'ok       role: pgvitals\n',
      'ok       preload: pg_stat_statements is preloaded',
      /^ {2}ok {7}catalog: \d+ queries run, \d+ do not: pgvitals explain says why$/m,
      /, 0 missing\.\n$/,
      ...(hasShop && role === 'pgvitals'
        ? ['warning  database: shop: statistics of 4 tables over 1 MB are hidden']
        : []),
    ],
    // What a standby cannot do must not look as if it could.
    lacks: ({ kind }) =>
      kind === 'standby'
        ? [/^ +(ALTER ROLE|GRANT|CREATE EXTENSION|pgvitals setup)(?!.*on the primary)/m]
        : ['on the primary'],
  },
  {
    name: 'explain',
    says: ({ kind, major, role }) => [
      new RegExp(`^  PostgreSQL ${major}\\.\\d+, ${kind}, as role ${role}\\b`, 'm'),
      kind === 'primary'
        ? /^ +pg_standby +role: for a standby, this is a primary$/m
        : /^ +pg_standby +every scrape$/m,
      /^ +pg_stat_database +every scrape/m,
    ],
    // Files of the host are more than pg_monitor may see.
    lacks: () => [/^(?! +pg_host_).*privilege: /m],
  },
  {
    name: 'database',
    says: ({ database, kind, major }) => [
      /^database +size /,
      new RegExp(`^${database} +\\d.* [kM]B `, 'm'),
      new RegExp(
        `\\nPostgreSQL ${major}\\.\\d+[^\\n]*, ${kind}; \\d+ of 50 connections in use\\.\\n$`,
      ),
    ],
  },
  {
    name: 'monitor trends',
    says: () => [/^No baseline is old enough to tell a trend, .* makes the start\.\n$/],
  },
];

/** What commands refuse: tables make no difference, so that versions take turns with them. */
export const REFUSED_ROWS: readonly CommandRow[] = [
  { name: 'verify', code: () => 1, says: () => [], complains: NO_SCHEMA },
  { name: 'maintenance list', code: () => 1, says: () => [], complains: NO_SCHEMA },
  { name: 'maintenance run', code: () => 1, says: () => [], complains: NO_SCHEMA },
  { name: 'maintenance schedule', code: () => 1, says: () => [], complains: NO_SCHEMA },
  {
    name: 'reset-stats',
    code: () => 2,
    says: () => [],
    complains: () =>
      /^pgvitals: this forgets calls, [^\n]*; say --yes where nobody can be asked\n$/,
  },
];

function mayWrite({ kind, role }: Situation): boolean {
  return kind === 'primary' && role === 'postgres';
}

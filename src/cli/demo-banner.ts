import type { Demo } from '../demo/run-demo.ts';

/** What is running, three things to try, and how to stop. */
export function demoBanner(demo: Demo, url: string): string {
  return `
pgvitals is running.

  Metrics      ${url}/metrics
  PostgreSQL   ${demo.version} at ${demo.host}:${demo.port}, database ${demo.database}: a small web shop and its customers

Three things to try:

  1. What the server does at this moment, from another terminal:
     npx pgvitals monitor realtime

  2. Transactions as Prometheus sees them; run it twice:
     curl -s ${url}/metrics | grep '^pg_stat_database_xact_commit.*"${demo.database}"'

  3. Look around in the database:
     psql ${demo.adminUrl}

While it runs, all commands look at this server unless you name another: npx pgvitals --help.
Press Ctrl-C to stop. Nothing is left behind.
`;
}

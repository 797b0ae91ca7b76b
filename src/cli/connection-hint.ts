import type { FailureReason } from '../target/failure.ts';

/** What somebody can do about a server that cannot be reached. */
export function connectionHint(reason: FailureReason): string {
  return HINTS[reason] ?? '';
}

const HINTS: Partial<Readonly<Record<FailureReason, string>>> = {
  refused: 'does PostgreSQL run there, and is the port right? (listen_addresses, port)',
  unreachable: 'is there a route, and does a firewall let it through?',
  unknown_host: 'check the name of the host',
  timeout: 'a firewall may drop what is sent there, or the server is overloaded',
  authentication:
    'check role, password (URL, PGPASSWORD, ~/.pgpass) and the lines of pg_hba.conf for this address',
  tls: 'check sslmode and the certificates',
  too_many_connections: 'raise max_connections or the limit of the role, or end idle sessions',
  starting_up: 'wait until the server has started',
  no_such_database: 'check the name of the database',
  permission: 'GRANT CONNECT ON DATABASE ... TO the role',
  credentials: 'check where the password comes from',
};

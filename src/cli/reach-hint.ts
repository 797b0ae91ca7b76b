import type { FailureReason } from '../target/failure.ts';

/** What somebody can do who cannot reach a server, after its own words. */
export function reachHint(reason: FailureReason): string {
  const hint = HINTS[reason];
  return hint === undefined ? '' : `; ${hint}`;
}

const HINTS: Partial<Record<FailureReason, string>> = {
  refused: 'is PostgreSQL running there, and does listen_addresses let others in?',
  unreachable: 'check the address and the firewall',
  unknown_host: 'check the name of the host',
  timeout: 'check the address and the firewall, or give it more time with limits.connect_timeout',
  authentication: 'check user and password, and the line for them in pg_hba.conf',
  tls: 'check sslmode and the certificates',
  too_many_connections: 'raise the connection limit of the role, or max_connections',
  starting_up: 'wait until the server has started',
  shutting_down: 'wait until the server is up again',
  no_such_database: 'check the name of the database',
  permission: 'GRANT CONNECT on the database to the role',
  credentials: 'check where the password is read from',
};

import { quoteName } from '../setup/quote.ts';
import { type Finding, missing, ok, warning } from './finding.ts';
import type { DoctorFacts } from './server-facts.ts';

/** The role that the exporter logs in with: enough, and no more than that. */
export function checkRole(facts: DoctorFacts, connections: number): readonly Finding[] {
  const role = quoteName(facts.user);
  return [
    facts.superuser
      ? warning('role', `${facts.user} is a superuser`, 'a leaked password would give away all', [
          'pgvitals setup --apply, then log in as the role that it makes',
        ])
      : ok('role', facts.user),
    privilegeFinding(facts, role),
    limitFinding(facts, role, connections),
    budgetFinding(facts, connections),
    ...facts.closed.map((database) =>
      missing(
        'database',
        `${facts.user} may not connect to ${database}`,
        'its tables, indexes and bloat are not seen',
        [
          `GRANT CONNECT ON DATABASE ${quoteName(database)} TO ${role};`,
          `or leave it out: databases: { exclude: [${database}] }`,
        ],
      ),
    ),
  ];
}

function privilegeFinding({ privileges, user }: DoctorFacts, role: string): Finding {
  if (privileges.includes('pg_monitor')) return ok('privileges', `${user} has pg_monitor`);
  const grant = [`GRANT pg_monitor TO ${role};`];
  return privileges.includes('pg_read_all_stats')
    ? warning(
        'privileges',
        `${user} has pg_read_all_stats only`,
        'WAL files, temporary files and some settings are not seen',
        grant,
      )
    : missing(
        'privileges',
        `${user} lacks pg_monitor`,
        'statements, sessions and replication of others are not seen',
        grant,
      );
}

function limitFinding(
  { roleLimit, superuser, user }: DoctorFacts,
  role: string,
  connections: number,
): Finding {
  const check = 'connection limit';
  if (roleLimit < 0) {
    if (superuser) return ok(check, 'none, as for all superusers');
    return warning(check, 'none', 'by mistake, the role could take all connections of the server', [
      `ALTER ROLE ${role} CONNECTION LIMIT ${connections + SPARE};`,
    ]);
  }
  if (roleLimit >= connections) return ok(check, `${roleLimit} for ${user}`);
  return warning(
    check,
    `${roleLimit} for ${user}, which the configuration wants ${connections} of`,
    'some databases are left out when sessions are refused',
    [`ALTER ROLE ${role} CONNECTION LIMIT ${connections + SPARE};`],
  );
}

/** For a second exporter, or a person with the same role. */
const SPARE = 2;

function budgetFinding(
  { maxConnections, reserved, sessions }: DoctorFacts,
  connections: number,
): Finding {
  const free = maxConnections - reserved - sessions;
  const found = `${sessions} of ${maxConnections} connections in use, the exporter takes up to ${connections}`;
  if (free >= connections) return ok('connections', found);
  return warning(
    'connections',
    found,
    'on a full server the exporter is refused when it is needed most',
    ['a pooler for the application, or a higher max_connections (restart)'],
  );
}

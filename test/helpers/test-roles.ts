/** A login of the test servers; they listen on the loopback interface only. */
export interface TestRole {
  readonly user: string;
  readonly password: string;
}

export const SUPERUSER: TestRole = { user: 'postgres', password: 'postgres-of-the-tests' };

/** `pgvitals` has pg_monitor and nothing else, `plain` has no grants at all. */
export const ROLES = {
  pgvitals: { user: 'pgvitals', password: 'pgvitals-of-the-tests' },
  plain: { user: 'plain', password: 'plain-of-the-tests' },
} as const satisfies Record<string, TestRole>;

/** What each test server starts with, in database `postgres`. */
export const SETUP_SQL: readonly string[] = [
  `CREATE ROLE pgvitals LOGIN PASSWORD '${ROLES.pgvitals.password}'`,
  'GRANT pg_monitor TO pgvitals',
  `CREATE ROLE plain LOGIN PASSWORD '${ROLES.plain.password}'`,
  'CREATE EXTENSION pg_stat_statements',
];

/** The password of a role that every test server has. */
export function passwordOf(user: string): string | undefined {
  const role = [SUPERUSER, ROLES.pgvitals, ROLES.plain].find((known) => known.user === user);
  return role?.password;
}

/** What a target is: a PostgreSQL server, or the console of a PgBouncer. */
export const TARGET_KINDS = ['postgresql', 'pgbouncer'] as const;
export type TargetKind = (typeof TARGET_KINDS)[number];

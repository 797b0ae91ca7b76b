/** The console of a PgBouncer was taken for a PostgreSQL server. */
export class ConsoleError extends Error {
  readonly code = 'PGBOUNCER_CONSOLE';
  override readonly name = 'ConsoleError';

  constructor(options?: ErrorOptions) {
    super(
      'found the console of a PgBouncer, expected PostgreSQL; give the target kind: pgbouncer, or another database',
      options,
    );
  }
}

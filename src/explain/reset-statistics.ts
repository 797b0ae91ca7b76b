import type { ConnectOptions } from '../target/connection.ts';
import { StatementError } from './statement-error.ts';
import { statementSession } from './statement-session.ts';

const TIMEOUT_MS = 10_000;

/**
 * Resets pg_stat_statements of the whole server, from the first of the databases that has the
 * extension.
 * @throws StatementError when the role may not, or no database has it
 */
export async function resetStatistics(
  connect: ConnectOptions,
  databases: readonly string[],
): Promise<void> {
  for (const database of databases) {
    const options = { connect: { ...connect, database }, timeoutMs: TIMEOUT_MS };
    const done = await statementSession(options, async (connection) => {
      const { rows } = await connection.query(FUNCTION);
      const [schema, mayCall, user, standby] = rows[0] ?? [];
      if (schema === undefined) return false;
      if (mayCall !== 't') {
        const where =
          standby === 't' ? `on the primary, in database ${database}` : `in database ${database}`;
        throw new StatementError(refusal(schema ?? '', user ?? '', where));
      }
      await connection.query(`SELECT ${schema}.pg_stat_statements_reset()`);
      return true;
    });
    if (done) return;
  }
  throw new StatementError(
    'no database has the extension pg_stat_statements, so there is nothing to reset; CREATE EXTENSION pg_stat_statements;',
  );
}

/** Where the function is, and whether the role may call it. */
const FUNCTION = `SELECT quote_ident(n.nspname), has_function_privilege(p.oid, 'EXECUTE'), quote_ident(current_user),
    pg_catalog.pg_is_in_recovery()
  FROM pg_catalog.pg_extension e
  JOIN pg_catalog.pg_depend d ON d.refobjid = e.oid AND d.refclassid = 'pg_catalog.pg_extension'::regclass
    AND d.classid = 'pg_catalog.pg_proc'::regclass
  JOIN pg_catalog.pg_proc p ON p.oid = d.objid AND p.proname = 'pg_stat_statements_reset'
  JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
  WHERE e.extname = 'pg_stat_statements'`;

function refusal(schema: string, user: string, where: string): string {
  return `role ${user} may not reset the statistics; ${where}, a superuser can allow it: GRANT EXECUTE ON FUNCTION ${schema}.pg_stat_statements_reset TO ${user};`;
}

import type { Connection } from '../../target/connection.ts';
import { readJson } from '../read-json.ts';
import { SetupError } from '../setup-error.ts';

/**
 * Where no job can run, that is one sentence and not a failure of each.
 * @throws SetupError on a standby, and where this role may not write what a run does
 */
export async function refuseRun(session: Connection): Promise<void> {
  const { may, standby, user, writer } = await readJson<Facts>(session, SQL);
  if (standby) {
    throw new SetupError('this is a standby, which cannot write: maintenance runs on its primary');
  }
  if (may !== false) return;
  const grant = writer === null ? 'log in as a superuser' : `GRANT ${writer} TO ${user};`;
  throw new SetupError(`role ${user} may not run maintenance: ${grant}`);
}

interface Facts {
  readonly user: string;
  readonly standby: boolean;
  /** null where the schema is of a version that has no such function. */
  readonly may: boolean | null;
  readonly writer: string | null;
}

/** The role for maintenance is the one that setup let begin a run. */
const SQL = `SELECT /* pgvitals:maintenance */ json_build_object('user', quote_ident(current_user),
  'standby', pg_is_in_recovery(), 'may', has_function_privilege(p.oid, 'EXECUTE'),
  'writer', (SELECT min(quote_ident(r.rolname))
    FROM aclexplode(p.proacl) a JOIN pg_roles r ON r.oid = a.grantee WHERE r.oid <> p.proowner))
  FROM (SELECT) one LEFT JOIN pg_proc p
    ON p.proname = 'begin_run' AND p.pronamespace = 'monitoring'::regnamespace`;

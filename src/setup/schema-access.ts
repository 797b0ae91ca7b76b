import type { Connection } from '../target/connection.ts';
import { readJson } from './read-json.ts';
import { SetupError } from './setup-error.ts';

/** What this role may do with the schema `monitoring` of this database. */
export interface SchemaAccess {
  readonly user: string;
  readonly standby: boolean;
  /** Whether it may look into the schema, and make something in it. */
  readonly use: boolean;
  readonly create: boolean;
  /** Whether it may run jobs; null where the schema is too old to tell. */
  readonly run: boolean | null;
  /** The SQL that lets it, and where that is to be run. */
  readonly grant: string;
}

/** @throws SetupError where there is no such schema */
export async function schemaAccess(session: Connection): Promise<SchemaAccess> {
  const { there, writer, ...facts } = await readJson<Facts>(session, SQL);
  const where = facts.standby ? ' on the primary' : '';
  if (!there) {
    throw new SetupError(
      `database ${session.database} has no schema monitoring: "pgvitals setup --schema --apply"${where} makes it`,
    );
  }
  const role = writer ?? 'pgvitals_maintenance';
  return { ...facts, grant: `GRANT ${role} TO ${facts.user};${where}` };
}

interface Facts extends Omit<SchemaAccess, 'grant'> {
  readonly there: boolean;
  readonly writer: string | null;
}

/** The role for maintenance is the one that setup let begin a run; its name is free. */
const SQL = `SELECT /* pgvitals:setup */ json_build_object('user', quote_ident(current_user),
  'there', n.oid IS NOT NULL, 'standby', pg_is_in_recovery(),
  'use', coalesce(has_schema_privilege(n.oid, 'USAGE'), false),
  'create', coalesce(has_schema_privilege(n.oid, 'CREATE'), false),
  'run', has_function_privilege(p.oid, 'EXECUTE'),
  'writer', (SELECT min(quote_ident(r.rolname))
    FROM aclexplode(p.proacl) a JOIN pg_roles r ON r.oid = a.grantee WHERE r.oid <> p.proowner))
  FROM (SELECT) one
  LEFT JOIN pg_namespace n ON n.nspname = 'monitoring'
  LEFT JOIN pg_proc p ON p.pronamespace = n.oid AND p.proname = 'begin_run'`;

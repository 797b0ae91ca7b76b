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
}

/** @throws SetupError where there is no such schema */
export async function schemaAccess(session: Connection): Promise<SchemaAccess> {
  const facts = await readJson<SchemaAccess & { readonly there: boolean }>(session, SQL);
  if (facts.there) return facts;
  const where = facts.standby ? ' on the primary' : '';
  throw new SetupError(
    `database ${session.database} has no schema monitoring: "pgvitals setup --schema --apply"${where} makes it`,
  );
}

const SQL = `SELECT /* pgvitals:setup */ json_build_object('user', quote_ident(current_user),
  'there', n.oid IS NOT NULL, 'standby', pg_is_in_recovery(),
  'use', coalesce(has_schema_privilege(n.oid, 'USAGE'), false),
  'create', coalesce(has_schema_privilege(n.oid, 'CREATE'), false))
  FROM (SELECT) one LEFT JOIN pg_namespace n ON n.nspname = 'monitoring'`;

import type { Connection } from '../target/connection.ts';
import { readJson } from './read-json.ts';

/** What setting up has to know of one database. */
export interface DatabaseState {
  readonly database: string;
  /** Installed version of pg_stat_statements. */
  readonly extension: string | null;
  readonly mayCreate: boolean;
  /** Whether there is a schema `monitoring`, and whether its migrations table is pgvitals' own. */
  readonly schema: 'none' | 'ours' | 'foreign';
  /** Whether the schema may be looked into. */
  readonly seen: boolean;
  /** Names of the migrations that have run. */
  readonly migrations: readonly string[];
  /** Whether both roles may use the schema. */
  readonly granted: boolean;
}

export async function readDatabaseState(
  session: Connection,
  role: string,
  maintenanceRole: string,
): Promise<DatabaseState> {
  const facts = await readJson<Omit<DatabaseState, 'migrations' | 'schema' | 'seen'> & RawSchema>(
    session,
    FACTS_SQL,
    [role, maintenanceRole],
  );
  const migrations =
    facts.has_table && facts.may_read ? await readJson<readonly string[]>(session, RAN_SQL) : [];
  const ours = facts.comment?.startsWith(SCHEMA_COMMENT) ?? false;
  return {
    database: facts.database,
    extension: facts.extension,
    mayCreate: facts.mayCreate,
    schema: facts.has_schema ? (ours ? 'ours' : 'foreign') : 'none',
    seen: !facts.has_table || facts.may_read,
    migrations,
    granted: facts.granted,
  };
}

/** How the comment on the schema begins, by which it is known as ours. */
export const SCHEMA_COMMENT = 'pgvitals:';

interface RawSchema {
  readonly has_schema: boolean;
  readonly has_table: boolean;
  readonly may_read: boolean;
  readonly comment: string | null;
}

const FACTS_SQL = `SELECT /* pgvitals:setup */ json_build_object(
  'database', current_database(),
  'extension', (SELECT extversion FROM pg_extension WHERE extname = 'pg_stat_statements'),
  'mayCreate', has_database_privilege(current_database(), 'CREATE'),
  'has_schema', n.oid IS NOT NULL,
  'has_table', c.oid IS NOT NULL,
  'may_read', coalesce(has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT'), false),
  'comment', obj_description(n.oid, 'pg_namespace'),
  'granted', (SELECT count(*) = 2 FROM pg_roles r
    WHERE r.rolname IN ($1, $2) AND has_schema_privilege(r.oid, n.oid, 'USAGE')))
  FROM (SELECT) one
  LEFT JOIN pg_namespace n ON n.nspname = 'monitoring'
  LEFT JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = 'pgmigrations'`;

const RAN_SQL = `SELECT /* pgvitals:setup */ coalesce(json_agg(name ORDER BY id), '[]')
  FROM monitoring.pgmigrations`;

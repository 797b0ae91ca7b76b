import type { ReadSession } from './read-session.ts';

/** What decides which catalog queries a server can run. */
export interface ServerFacts {
  /** As server_version_num: 180004 is 18.4; PgBouncer 1.18 is 10018. */
  readonly versionNum: number;
  /** As server_version: "18.4 (Debian 18.4-1)". */
  readonly version: string;
  /** pooler: a PgBouncer. */
  readonly role: 'primary' | 'standby' | 'pooler';
  readonly user: string;
  readonly superuser: boolean;
  /** Of the roles asked for, those whose privileges the exporter's role has. */
  readonly privileges: ReadonlySet<string>;
  /** Databases that accept connections and that the role may connect to, templates left out. */
  readonly databases: readonly string[];
  /** Commands that report progress now, such as VACUUM; absent where nobody can tell. */
  readonly commands?: ReadonlySet<string>;
}

export interface DatabaseFacts {
  readonly database: string;
  readonly extensions: ReadonlyMap<string, ExtensionFacts>;
  /** Extensions that CREATE EXTENSION would find on the server; absent where nobody asked. */
  readonly available?: ReadonlySet<string>;
}

export interface ExtensionFacts {
  readonly version: string;
  readonly schema: string;
}

export async function readServerFacts(
  session: ReadSession,
  privileges: readonly string[],
  timeoutMs: number,
): Promise<ServerFacts> {
  const facts = await readJson(session, SERVER_SQL, [JSON.stringify(privileges)], timeoutMs);
  const answer = facts as {
    readonly version_num: number;
    readonly version: string;
    readonly standby: boolean;
    readonly user: string;
    readonly superuser: boolean;
    readonly privileges: readonly string[];
    readonly databases: readonly string[];
    readonly commands: readonly string[];
  };
  return Object.freeze({
    versionNum: answer.version_num,
    version: answer.version,
    role: answer.standby ? 'standby' : 'primary',
    user: answer.user,
    superuser: answer.superuser,
    privileges: new Set(answer.privileges),
    databases: answer.databases,
    commands: new Set(answer.commands),
  });
}

/** Reads the folder of the server's extensions, which is more than a scrape needs to know. */
export async function readAvailableExtensions(
  session: ReadSession,
  timeoutMs: number,
): Promise<ReadonlySet<string>> {
  return new Set((await readJson(session, AVAILABLE_SQL, [], timeoutMs)) as readonly string[]);
}

export async function readDatabaseFacts(
  session: ReadSession,
  database: string,
  timeoutMs: number,
): Promise<DatabaseFacts> {
  const answer = (await readJson(session, DATABASE_SQL, [], timeoutMs)) as Record<
    string,
    ExtensionFacts
  >;
  return Object.freeze({ database, extensions: new Map(Object.entries(answer)) });
}

const AVAILABLE_SQL = `SELECT /* pgvitals:facts */ coalesce(json_agg(name), '[]')
  FROM pg_available_extensions()`;

const SERVER_SQL = `SELECT /* pgvitals:facts */ json_build_object(
  'version_num', current_setting('server_version_num')::int,
  'version', current_setting('server_version'),
  'standby', pg_is_in_recovery(),
  'user', current_user,
  'superuser', (SELECT rolsuper FROM pg_roles WHERE rolname = current_user),
  'privileges', (SELECT coalesce(json_agg(rolname ORDER BY rolname), '[]')
     FROM pg_roles
     WHERE rolname IN (SELECT json_array_elements_text($1::json))
       AND pg_has_role(current_user, oid, 'USAGE')),
  'databases', (SELECT coalesce(json_agg(datname ORDER BY datname), '[]')
     FROM pg_database
     WHERE datallowconn AND NOT datistemplate AND has_database_privilege(oid, 'CONNECT')),
  'commands', (SELECT coalesce(json_agg(command), '[]')
     FROM unnest(ARRAY['VACUUM', 'ANALYZE', 'CREATE INDEX', 'CLUSTER', 'BASEBACKUP']
       || CASE WHEN current_setting('server_version_num')::int >= 140000 THEN ARRAY['COPY'] END) command
     WHERE EXISTS (SELECT FROM pg_stat_get_progress_info(command))))`;

const DATABASE_SQL = `SELECT /* pgvitals:facts */ coalesce(json_object_agg(e.extname,
    json_build_object('version', e.extversion, 'schema', n.nspname)), '{}')
  FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace`;

async function readJson(
  session: ReadSession,
  sql: string,
  values: readonly string[],
  timeoutMs: number,
): Promise<unknown> {
  const { rows } = await session.read({ sql, values, timeoutMs });
  return JSON.parse(rows[0]?.[0] ?? 'null');
}

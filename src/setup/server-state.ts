import type { Connection } from '../target/connection.ts';
import { readJson } from './read-json.ts';

/** What setting up has to know of a server, as the role that sets up sees it. */
export interface ServerState {
  readonly version: string;
  readonly versionNum: number;
  readonly standby: boolean;
  readonly database: string;
  readonly user: string;
  readonly superuser: boolean;
  readonly createRole: boolean;
  /** May grant pg_monitor and its kin. */
  readonly mayGrantMonitor: boolean;
  /** May write the record into the comment on the role. */
  readonly mayComment: boolean;
  /** Membership of the role by which a cloud provider gives out a part of a superuser's rights. */
  readonly providerRole: string | null;
  /** `allow_alter_system` of 17 and newer. */
  readonly alterSystem: boolean;
  /** Whether the server has the files of pg_stat_statements. */
  readonly available: boolean;
  readonly role: RoleState | null;
  readonly maintenanceRole: RoleState | null;
  readonly databases: readonly DatabaseAccess[];
  readonly settings: readonly SettingState[];
  /** Entries of the configuration files, in their order; null where they must not be seen. */
  readonly fileSettings: readonly FileSetting[] | null;
}

export interface RoleState {
  readonly login: boolean;
  readonly limit: number;
  readonly comment: string | null;
  /** Of pg_monitor and pg_read_all_data. */
  readonly memberOf: readonly string[];
}

export interface DatabaseAccess {
  readonly name: string;
  /** Whether the role, once it is there, may connect. */
  readonly connect: boolean;
  readonly mayGrant: boolean;
}

export interface SettingState {
  readonly name: string;
  readonly setting: string;
  readonly unit: string | null;
  readonly source: string;
}

export interface FileSetting {
  readonly name: string;
  readonly setting: string;
  /** Whether ALTER SYSTEM wrote it. */
  readonly auto: boolean;
}

export async function readServerState(
  session: Connection,
  role: string,
  maintenanceRole: string,
  settings: readonly string[],
): Promise<ServerState> {
  const names = JSON.stringify(settings);
  const { mayReadFiles, ...state } = await readJson<
    Omit<ServerState, 'fileSettings'> & { readonly mayReadFiles: boolean }
  >(session, STATE_SQL, [role, maintenanceRole, names]);
  // Not within the same statement: even where it is not called, the right to call it is checked.
  const fileSettings = mayReadFiles
    ? await readJson<readonly FileSetting[]>(session, FILES_SQL, [names])
    : null;
  return { ...state, fileSettings };
}

const ROLE_SQL = (name: string) => `(SELECT json_build_object(
    'login', r.rolcanlogin, 'limit', r.rolconnlimit,
    'comment', shobj_description(r.oid, 'pg_authid'),
    'memberOf', (SELECT coalesce(json_agg(g.rolname), '[]') FROM pg_roles g
      WHERE g.rolname IN ('pg_monitor', 'pg_read_all_data') AND pg_has_role(r.oid, g.oid, 'USAGE')))
  FROM pg_roles r WHERE r.rolname = ${name})`;

const STATE_SQL = `SELECT /* pgvitals:setup */ json_build_object(
  'version', current_setting('server_version'),
  'versionNum', current_setting('server_version_num')::int,
  'standby', pg_is_in_recovery(),
  'database', current_database(),
  'user', current_user,
  'superuser', me.rolsuper,
  'createRole', me.rolsuper OR me.rolcreaterole,
  'mayGrantMonitor', me.rolsuper
    OR (current_setting('server_version_num')::int < 160000 AND me.rolcreaterole)
    OR pg_has_role(me.oid, 'pg_monitor', 'MEMBER WITH ADMIN OPTION'),
  'mayComment', me.rolsuper OR (me.rolcreaterole AND (current_setting('server_version_num')::int < 160000
    OR coalesce((SELECT pg_has_role(me.oid, r.oid, 'MEMBER WITH ADMIN OPTION') FROM pg_roles r WHERE r.rolname = $1), true))),
  'providerRole', (SELECT min(p.rolname) FROM pg_roles p
    WHERE p.rolname IN ('rds_superuser', 'cloudsqlsuperuser', 'azure_pg_admin', 'alloydbsuperuser', 'neon_superuser')
      AND pg_has_role(me.oid, p.oid, 'USAGE')),
  'alterSystem', coalesce(current_setting('allow_alter_system', true), 'on') = 'on',
  'available', EXISTS (SELECT FROM pg_available_extensions() a WHERE a.name = 'pg_stat_statements'),
  'role', ${ROLE_SQL('$1')},
  'maintenanceRole', ${ROLE_SQL('$2')},
  'databases', (SELECT json_agg(json_build_object(
      'name', d.datname,
      'connect', CASE WHEN r.oid IS NULL THEN EXISTS (
          SELECT FROM aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) x
          WHERE x.grantee = 0 AND x.privilege_type = 'CONNECT')
        ELSE has_database_privilege(r.oid, d.oid, 'CONNECT') END,
      'mayGrant', me.rolsuper OR pg_has_role(me.oid, d.datdba, 'USAGE')
        OR has_database_privilege(me.oid, d.oid, 'CONNECT WITH GRANT OPTION')) ORDER BY d.datname)
    FROM pg_database d LEFT JOIN pg_roles r ON r.rolname = $1
    WHERE d.datallowconn AND NOT d.datistemplate),
  'settings', (SELECT coalesce(json_agg(json_build_object(
      'name', s.name, 'setting', s.setting, 'unit', s.unit, 'source', s.source)), '[]')
    FROM pg_settings s WHERE s.name IN (SELECT json_array_elements_text($3::json))),
  'mayReadFiles', has_function_privilege('pg_show_all_file_settings()', 'EXECUTE'))
  FROM pg_roles me WHERE me.rolname = current_user`;

const FILES_SQL = `SELECT /* pgvitals:setup */ coalesce(json_agg(json_build_object(
    'name', f.name, 'setting', f.setting, 'auto', f.sourcefile LIKE '%postgresql.auto.conf') ORDER BY f.seqno), '[]')
  FROM pg_show_all_file_settings() f WHERE f.name IN (SELECT json_array_elements_text($1::json))`;

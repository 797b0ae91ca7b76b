import { readJson } from '../setup/read-json.ts';
import { WANTED_SETTINGS } from '../setup/wanted-settings.ts';
import type { Connection } from '../target/connection.ts';

/** What the exporter's own role sees of a server. */
export interface DoctorFacts {
  readonly version: string;
  readonly versionNum: number;
  readonly standby: boolean;
  readonly user: string;
  readonly superuser: boolean;
  readonly roleLimit: number;
  /** Of pg_monitor, pg_read_all_stats and pg_read_all_data. */
  readonly privileges: readonly string[];
  readonly ssl: string | null;
  readonly serverTime: number;
  readonly settings: Readonly<Record<string, string>>;
  readonly maxConnections: number;
  readonly reserved: number;
  readonly sessions: number;
  readonly extension: ExtensionFacts | null;
  readonly available: boolean;
  /** Databases with CONNECT withheld. */
  readonly closed: readonly string[];
}

export interface ExtensionFacts {
  readonly version: string;
  readonly newest: string | null;
  readonly schema: string;
  readonly mayUse: boolean;
}

export function readDoctorFacts(session: Connection): Promise<DoctorFacts> {
  const names = WANTED_SETTINGS.map(({ name }) => name);
  return readJson(session, FACTS_SQL, [JSON.stringify(names)]);
}

const FACTS_SQL = `SELECT /* pgvitals:doctor */ json_build_object(
  'version', current_setting('server_version'),
  'versionNum', current_setting('server_version_num')::int,
  'standby', pg_is_in_recovery(),
  'user', current_user,
  'superuser', me.rolsuper,
  'roleLimit', me.rolconnlimit,
  'privileges', (SELECT coalesce(json_agg(r.rolname), '[]') FROM pg_roles r
    WHERE r.rolname IN ('pg_monitor', 'pg_read_all_stats', 'pg_read_all_data') AND pg_has_role(r.oid, 'USAGE')),
  'ssl', (SELECT CASE WHEN s.ssl THEN s.version END FROM pg_stat_ssl s WHERE s.pid = pg_backend_pid()),
  'serverTime', extract(epoch FROM clock_timestamp()) * 1000,
  'settings', (SELECT coalesce(json_object_agg(s.name, s.setting || CASE WHEN s.unit = 'ms' AND s.setting > '0' THEN 'ms' ELSE '' END), '{}')
    FROM pg_settings s WHERE s.name IN (SELECT json_array_elements_text($1::json))),
  'maxConnections', current_setting('max_connections')::int,
  'reserved', current_setting('superuser_reserved_connections')::int
    + coalesce(current_setting('reserved_connections', true)::int, 0),
  'sessions', (SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'),
  'extension', (SELECT json_build_object('version', e.extversion, 'schema', n.nspname,
      'newest', (SELECT a.default_version FROM pg_available_extensions() a WHERE a.name = e.extname),
      'mayUse', has_schema_privilege(n.oid, 'USAGE'))
    FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'pg_stat_statements'),
  'available', EXISTS (SELECT FROM pg_available_extensions() a WHERE a.name = 'pg_stat_statements'),
  'closed', (SELECT coalesce(json_agg(d.datname ORDER BY d.datname), '[]') FROM pg_database d
    WHERE d.datallowconn AND NOT d.datistemplate AND NOT has_database_privilege(d.oid, 'CONNECT')))
  FROM pg_roles me WHERE me.rolname = current_user`;

import type { CatalogQuery, Parameters, SqlVariant } from '../catalog/query.ts';
import { inRange, parseVersion, serverVersion } from '../catalog/version-range.ts';
import type { DatabaseFacts, ServerFacts } from '../target/facts.ts';

/** Few values, stable, fit for a label. */
export type SkipReason =
  | 'version'
  | 'role'
  | 'privilege'
  | 'extension'
  | 'predicate'
  | 'user'
  | 'tag'
  | 'database'
  | 'fatal'
  | 'parameter'
  | 'unreachable';

export interface Skip {
  readonly reason: SkipReason;
  /** What was found and what is needed. */
  readonly detail: string;
  /** What would change it: SQL, a setting, or an explanation; '' where nothing can. */
  readonly remedy: string;
}

/** Why no database of this server can run the query. */
export function skipOfServer(
  query: CatalogQuery,
  server: ServerFacts,
  targetTags: readonly string[] = [],
): Skip | undefined {
  const { version, role, privileges, users } = query.requires;
  if (version !== undefined && !inRange(version, serverVersion(server.versionNum))) {
    return {
      reason: 'version',
      detail: `needs ${product(server)} ${version.text}, this is ${major(server)}`,
      remedy: '',
    };
  }
  if (role !== 'any' && role !== server.role) {
    return { reason: 'role', detail: `for a ${role}, this is a ${server.role}`, remedy: '' };
  }
  if (users !== undefined && !users.includes(server.user)) {
    return {
      reason: 'user',
      detail: `for role ${users.join(' or ')}, this is role ${server.user}`,
      remedy: '',
    };
  }
  const missing = privileges.filter((name) => !server.privileges.has(name));
  if (missing.length === 0) return skipByTags(query, targetTags);
  return {
    reason: 'privilege',
    detail: `role ${server.user} lacks the privileges of ${missing.join(', ')}`,
    remedy: `GRANT ${missing.join(', ')} TO ${identifier(server.user)};${warning(missing)}`,
  };
}

function skipByTags({ requires }: CatalogQuery, tags: readonly string[]): Skip | undefined {
  const missing = requires.tags?.filter((tag) => !tags.includes(tag)) ?? [];
  const unwanted = requires.withoutTags?.filter((tag) => tags.includes(tag)) ?? [];
  if (missing.length === 0 && unwanted.length === 0) return undefined;
  const detail =
    missing.length > 0
      ? `needs the tag ${missing.join(', ')}, which the target does not have`
      : `not for targets with the tag ${unwanted.join(', ')}`;
  const remedy = missing.length > 0 ? `tags: [${missing.join(', ')}] of the target` : '';
  return { reason: 'tag', detail, remedy };
}

/** Some privileges are worth more than the statistics that they open. */
function warning(privileges: readonly string[]): string {
  const reads = privileges.includes('pg_read_server_files');
  return reads ? ' -- this role may then read every file that PostgreSQL can' : '';
}

/** The statement would find nothing where the configuration names nothing. */
export function skipOfParameters(
  { parameters = [] }: CatalogQuery,
  given: Parameters | undefined,
): Skip | undefined {
  const missing = parameters.filter(
    (name) => name !== 'asked' && (given?.[name] ?? []).length === 0,
  );
  if (missing.length === 0) return undefined;
  const names = missing.join(', ');
  return {
    reason: 'parameter',
    detail: `is for the ${names} of the configuration, which names none`,
    remedy: `in pgvitals.yaml, list ${names} under the target`,
  };
}

/** Why this database cannot run the query, or the SQL that it can run. */
export function skipOfDatabase(
  query: CatalogQuery,
  facts: DatabaseFacts,
  server: ServerFacts,
): Skip | SqlVariant {
  for (const { name, version } of query.requires.extensions) {
    const installed = facts.extensions.get(name);
    if (installed === undefined) return missingExtension(name, facts);
    if (version !== undefined && !inRange(version, parseVersion(installed.version))) {
      return oldExtension(name, version.text, installed.version, facts.database);
    }
  }
  const variant = query.variants.find((candidate) => applies(candidate, facts, server));
  if (variant !== undefined) return variant;
  const known = query.variants.map(({ when }) => when).join(', ');
  return {
    reason: 'version',
    detail: `has SQL for ${known}, this is ${product(server)} ${major(server)}`,
    remedy: '',
  };
}

function applies(variant: SqlVariant, facts: DatabaseFacts, server: ServerFacts): boolean {
  const installed =
    variant.extension === undefined
      ? serverVersion(server.versionNum)
      : versionOf(facts.extensions.get(variant.extension)?.version);
  if (installed === undefined) return false;
  return variant.version === undefined || inRange(variant.version, installed);
}

function versionOf(text: string | undefined): readonly number[] | undefined {
  return text === undefined ? undefined : parseVersion(text);
}

function missingExtension(name: string, { available, database }: DatabaseFacts): Skip {
  if (available !== undefined && !available.has(name)) {
    const detail = `extension ${name} is not available on this server`;
    return { reason: 'extension', detail, remedy: '' };
  }
  const preload = PRELOADED.has(name)
    ? ` (with ${name} in shared_preload_libraries, which needs a restart)`
    : '';
  return {
    reason: 'extension',
    detail: `extension ${name} is not installed in database ${database}`,
    remedy: `CREATE EXTENSION ${identifier(name)};${preload}`,
  };
}

function oldExtension(name: string, needed: string, found: string, database: string): Skip {
  return {
    reason: 'extension',
    detail: `extension ${name} is ${found} in database ${database}, needs ${needed}`,
    remedy: `ALTER EXTENSION ${identifier(name)} UPDATE;`,
  };
}

const PRELOADED: ReadonlySet<string> = new Set([
  'pg_stat_statements',
  'pg_stat_kcache',
  'pg_wait_sampling',
  'pg_qualstats',
  'pg_stat_monitor',
  'pg_cron',
]);

function product({ role }: ServerFacts): string {
  return role === 'pooler' ? 'PgBouncer' : 'PostgreSQL';
}

function major({ versionNum }: ServerFacts): string {
  return serverVersion(versionNum).join('.');
}

function identifier(name: string): string {
  return /^[a-z_][a-z0-9_]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
}

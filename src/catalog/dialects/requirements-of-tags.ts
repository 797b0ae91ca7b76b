import type { Predicate, Requirements } from '../query.ts';

interface TagRequirements {
  readonly requires: Partial<Requirements>;
  readonly predicates: readonly Predicate[];
  readonly databases?: readonly string[];
}

/** pg_exporter's tags, all of which must hold. */
export function requirementsOfTags(tags: readonly string[]): TagRequirements {
  const after = (prefix: string) =>
    tags.filter((tag) => tag.startsWith(prefix)).map((tag) => tag.slice(prefix.length));
  const has = (names: ReadonlySet<string>) => tags.some((tag) => names.has(tag));
  const users = after('username:');
  const databases = after('dbname:');
  const free = tags.filter((tag) => !KNOWN.has(tag) && !PREFIXED.test(tag));
  const role = has(PRIMARY) ? 'primary' : has(STANDBY) ? 'standby' : 'any';
  // A server is not both, so a query with both tags never runs.
  const never = has(PRIMARY) && has(STANDBY) ? ['primary and standby at once'] : [];
  return {
    requires: {
      role,
      extensions: after('extension:').map((name) => ({ name })),
      tags: [...free, ...never],
      withoutTags: after('not:'),
      ...(users.length === 0 ? {} : { users }),
    },
    predicates: after('schema:').map(schemaExists),
    ...(databases.length === 0 ? {} : { databases: databases.map(literalGlob) }),
  };
}

const PRIMARY: ReadonlySet<string> = new Set(['primary', 'master', 'leader']);
const STANDBY: ReadonlySet<string> = new Set(['standby', 'replica', 'slave']);
const KNOWN: ReadonlySet<string> = new Set(['cluster', ...PRIMARY, ...STANDBY]);
const PREFIXED = /^(dbname|username|extension|schema|not):/;

function schemaExists(schema: string): Predicate {
  const literal = `'${schema.replaceAll("'", "''")}'`;
  return {
    name: `schema:${schema}`,
    sql: `SELECT EXISTS (SELECT FROM pg_namespace WHERE nspname = ${literal})`,
    ttlMs: 0,
    answer: 'one_boolean',
  };
}

function literalGlob(name: string): string {
  return name.replace(/[\\*?[\]]/g, '\\$&');
}

import type { DatabaseState } from './database-state.ts';
import { can } from './plan-role.ts';
import type { ServerState } from './server-state.ts';
import type { SetupItem, SetupOptions } from './setup-plan.ts';

/** The extension, and the schema where it is wanted, of one database. */
export function planDatabase(
  state: ServerState,
  database: DatabaseState,
  migrations: readonly string[],
  { schema }: SetupOptions,
): readonly SetupItem[] {
  return [
    extensionItem(state, database),
    ...(schema ? [schemaItem(state, database, migrations)] : []),
  ];
}

function extensionItem(state: ServerState, { database, extension }: DatabaseState): SetupItem {
  const base = {
    section: 'database',
    database,
    what: 'extension pg_stat_statements',
    why: 'shows the statements of all databases to those who connect to this one',
  } as const;
  if (extension !== null) {
    return { ...base, state: 'ok', what: `${base.what} ${extension}`, sql: [] };
  }
  const sql = ['CREATE EXTENSION pg_stat_statements;'];
  if (!state.available) {
    const note = 'the server does not have its files: install its contrib package';
    return { ...base, state: 'blocked', sql, note };
  }
  const may = state.superuser || state.providerRole !== null;
  const effect = { kind: 'extension', database } as const;
  return { ...base, ...can(state, may, 'it takes a superuser'), sql, effect };
}

function schemaItem(
  state: ServerState,
  { database, granted, mayCreate, migrations: ran, schema, seen }: DatabaseState,
  migrations: readonly string[],
): SetupItem {
  const base = {
    section: 'database',
    database,
    what: 'schema monitoring',
    why: 'views and functions for those who work in psql',
    sql: [],
  } as const;
  if (schema === 'foreign') {
    const note =
      'a schema of that name is there, and pgvitals did not make it; it is left alone, and --schema does not work here';
    return { ...base, state: 'blocked', note };
  }
  if (!seen) {
    const note = `it is there, but ${state.user} may not look into it: log in as the role that made it, or as a superuser`;
    return { ...base, state: 'administrator', note };
  }
  const newer = ran.filter((name) => !migrations.includes(name));
  if (newer.length > 0) {
    const note = `it was made by a newer pgvitals (${newer.join(', ')}): use that one`;
    return { ...base, state: 'blocked', note };
  }
  const missing = migrations.filter((name) => !ran.includes(name));
  if (missing.length === 0 && granted) return { ...base, state: 'ok' };
  const what =
    missing.length === 0
      ? 'schema monitoring: grants to the roles'
      : `schema monitoring: ${missing.length === 1 ? 'migration' : 'migrations'} ${missing.join(', ')}`;
  const effect = { kind: 'schema', database } as const;
  return { ...base, what, ...can(state, mayCreate, 'it takes CREATE on the database'), effect };
}

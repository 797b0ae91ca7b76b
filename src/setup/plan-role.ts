import { quoteName } from './quote.ts';
import type { ServerState } from './server-state.ts';
import type { Effect, SetupItem, SetupOptions } from './setup-plan.ts';

/** The role that monitoring logs in with, and what it may do. */
export function planRole(state: ServerState, options: SetupOptions): readonly SetupItem[] {
  return [
    roleItem(state, options),
    ...limitItems(state, options),
    grantItem(state, options, 'pg_monitor', 'sees all statistics, settings and sessions'),
    ...(options.readAllData ? [readAllData(state, options)] : []),
    ...connectItems(state, options),
    ...(options.schema ? [maintenanceItem(state, options)] : []),
  ];
}

function roleItem(state: ServerState, { connectionLimit, role }: SetupOptions): SetupItem {
  const base = { section: 'role', why: 'the exporter logs in with it' } as const;
  if (state.role?.login) return { ...base, state: 'ok', what: `role ${role} may log in`, sql: [] };
  if (state.role !== null) {
    const note = `it is there as a group; give another one by --role, or let it log in`;
    const sql = [`ALTER ROLE ${quoteName(role)} LOGIN;`];
    return { ...base, state: 'blocked', what: `role ${role} may not log in`, sql, note };
  }
  return {
    ...base,
    ...can(state, state.createRole, 'it takes CREATEROLE or a superuser'),
    what: `role ${role} with at most ${connectionLimit} connections`,
    sql: [`CREATE ROLE ${quoteName(role)} LOGIN CONNECTION LIMIT ${connectionLimit};`],
    effect: { kind: 'role' },
  };
}

/** A role that is there and may take every connection of the server. */
function limitItems(state: ServerState, { connectionLimit, role }: SetupOptions) {
  const before = state.role?.limit;
  if (before === undefined) return [];
  const base = { section: 'role', why: 'monitoring must not use up the connections' } as const;
  const what = `at most ${before >= 0 ? before : connectionLimit} connections for role ${role}`;
  const sql = [`ALTER ROLE ${quoteName(role)} CONNECTION LIMIT ${connectionLimit};`];
  const item: SetupItem =
    before >= 0
      ? { ...base, state: 'ok', what, sql: [] }
      : {
          ...base,
          ...can(state, state.createRole, 'it takes CREATEROLE or a superuser'),
          what,
          sql,
          effect: { kind: 'limit', before },
        };
  return [item];
}

function grantItem(
  state: ServerState,
  { role }: SetupOptions,
  group: string,
  why: string,
): SetupItem {
  const base = { section: 'role', what: `${role} is a member of ${group}`, why } as const;
  if (state.role?.memberOf.includes(group)) return { ...base, state: 'ok', sql: [] };
  const effect: Effect = { kind: 'granted', name: group };
  const sql = [`GRANT ${group} TO ${quoteName(role)};`];
  const may = can(
    state,
    state.mayGrantMonitor,
    `it takes a superuser, or ${group} WITH ADMIN OPTION`,
  );
  return { ...base, ...may, sql, effect };
}

function readAllData(state: ServerState, options: SetupOptions): SetupItem {
  const why = 'column statistics, without which bloat is not estimated';
  if (state.versionNum >= 140_000) return grantItem(state, options, 'pg_read_all_data', why);
  return {
    section: 'role',
    state: 'blocked',
    what: `${options.role} may read all tables`,
    why,
    sql: [],
    note: 'PostgreSQL 13 has no pg_read_all_data: GRANT SELECT on the tables whose bloat matters',
  };
}

/** Where PUBLIC may not connect, the role must be allowed to. */
function connectItems(state: ServerState, { role }: SetupOptions): readonly SetupItem[] {
  const closed = state.databases.filter(({ connect }) => !connect);
  return closed.map(({ mayGrant, name }) => ({
    section: 'role',
    ...can(state, mayGrant, 'it takes the owner of the database or a superuser'),
    what: `${role} may connect to database ${name}`,
    why: 'its tables and indexes are seen from within only',
    sql: [`GRANT CONNECT ON DATABASE ${quoteName(name)} TO ${quoteName(role)};`],
    effect: { kind: 'connect', database: name },
  }));
}

function maintenanceItem(state: ServerState, { maintenanceRole }: SetupOptions): SetupItem {
  const what = `role ${maintenanceRole} for those who may run maintenance`;
  const base = { section: 'role', what, why: 'the exporter itself may only read' } as const;
  if (state.maintenanceRole !== null) return { ...base, state: 'ok', sql: [] };
  const name = quoteName(maintenanceRole);
  const tables =
    state.versionNum >= 170_000
      ? 'grant it pg_maintain for VACUUM and ANALYZE, and the owner of the tables for partitions'
      : 'grant it, too, the owner of the tables that it is to maintain';
  return {
    ...base,
    note: tables,
    ...can(state, state.createRole && state.mayGrantMonitor, 'it takes a superuser'),
    sql: [`CREATE ROLE ${name} NOLOGIN;`, `GRANT pg_monitor TO ${name};`],
    effect: { kind: 'maintenance', name: maintenanceRole },
  };
}

/** Missing, and who can mend that. */
export function can(
  { standby }: ServerState,
  may: boolean,
  needs: string,
): Pick<SetupItem, 'state' | 'note'> {
  if (standby)
    return { state: 'administrator', note: 'it comes from the primary: set up that one' };
  return may ? { state: 'missing' } : { state: 'administrator', note: needs };
}

import { listElements, listText } from './list-setting.ts';
import { alterSystem } from './plan-settings.ts';
import { quoteName, quoteText } from './quote.ts';
import type { ServerState } from './server-state.ts';
import type { SetupRecord } from './setup-record.ts';
import { PRELOADED, WANTED_SETTINGS } from './wanted-settings.ts';

/** One thing that setting up did, and how it is taken back. */
export interface DownStep {
  readonly what: string;
  readonly database: string;
  readonly sql: readonly string[];
  readonly kind: 'schema' | 'statements' | 'setting';
  /** ALTER SYSTEM that would undo taking it back. */
  readonly undo?: string;
  readonly name?: string;
}

export interface DownPlan {
  readonly steps: readonly DownStep[];
  /** What is left as it is, and why. */
  readonly kept: readonly string[];
}

/** Everything that the record says, in the order in which it can be taken back. Pure. */
export function planDown(state: ServerState, record: SetupRecord, role: string): DownPlan {
  const exists = (name: string) => state.databases.some((database) => database.name === name);
  const main = state.database;
  const settings = Object.entries(record.settings).map(([name, change]) =>
    settingStep(name, change.before, change.after, state),
  );
  return {
    steps: [
      ...record.schemas.filter(exists).map((database) => ({
        what: 'schema monitoring with its snapshots and logs',
        database,
        sql: ['DROP SCHEMA monitoring;'],
        kind: 'schema' as const,
      })),
      ...record.extensions
        .filter(exists)
        .map((database) =>
          statements('extension pg_stat_statements', database, [
            'DROP EXTENSION IF EXISTS pg_stat_statements;',
          ]),
        ),
      ...record.connect
        .filter(exists)
        .map((database) =>
          statements(`CONNECT on database ${database}`, main, [
            `REVOKE CONNECT ON DATABASE ${quoteName(database)} FROM ${quoteName(role)};`,
          ]),
        ),
      ...(record.maintenance === undefined
        ? []
        : [
            statements(`role ${record.maintenance}`, main, [
              `DROP ROLE IF EXISTS ${quoteName(record.maintenance)};`,
            ]),
          ]),
      roleStep(record, role, main),
      ...settings.flatMap((one) => (typeof one === 'string' ? [] : [one])),
    ],
    kept: settings.filter((one) => typeof one === 'string'),
  };
}

function statements(what: string, database: string, sql: readonly string[]): DownStep {
  return { what, database, sql, kind: 'statements' };
}

function roleStep(record: SetupRecord, role: string, database: string): DownStep {
  const name = quoteName(role);
  if (record.role) return statements(`role ${role}`, database, [`DROP ROLE ${name};`]);
  const comment = record.comment === null ? 'NULL' : quoteText(record.comment);
  return statements(`what role ${role} was given`, database, [
    ...record.granted.map((group) => `REVOKE ${group} FROM ${name};`),
    ...(record.limit === undefined ? [] : [`ALTER ROLE ${name} CONNECTION LIMIT ${record.limit};`]),
    `COMMENT ON ROLE ${name} IS ${comment};`,
  ]);
}

/** A text where somebody has changed the setting since, and it is left alone. */
function settingStep(
  name: string,
  before: string | null,
  after: string,
  state: ServerState,
): DownStep | string {
  const isList = WANTED_SETTINGS.find((one) => one.name === name)?.isList;
  const entry = state.fileSettings?.findLast((one) => one.name === name && one.auto);
  const now = entry?.setting;
  const step = (value: string | null): DownStep => ({
    what: `setting ${name}`,
    database: state.database,
    sql: [alterSystem({ name, isList }, value)],
    undo: alterSystem({ name, isList }, now ?? null),
    kind: 'setting',
    name,
  });
  // Who may not see the files cannot tell; and those of a standby are not what setup changed.
  if (state.fileSettings === null || state.standby) return step(before);
  if (now === undefined) return `${name}: somebody has already reset it`;
  if (same(now, after, isList)) return step(before);
  if (isList && listElements(now).includes(PRELOADED)) {
    return step(listText(listElements(now).filter((element) => element !== PRELOADED)));
  }
  return `${name}: somebody has changed it to ${now} since`;
}

function same(one: string, other: string, isList: boolean | undefined): boolean {
  return isList ? listElements(one).join() === listElements(other).join() : one === other;
}

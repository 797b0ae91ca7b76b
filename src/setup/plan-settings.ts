import { listElements } from './list-setting.ts';
import { quoteText } from './quote.ts';
import type { ServerState } from './server-state.ts';
import type { SetupItem, SetupPlan } from './setup-plan.ts';
import type { SetupRecord } from './setup-record.ts';
import { PRELOADED, WANTED_SETTINGS, type WantedSetting } from './wanted-settings.ts';

/** The settings that monitoring wants: which hold, which wait for a restart, which are to be set. */
export function planSettings(
  state: ServerState,
  record: SetupRecord | undefined,
  keep: readonly string[],
): { readonly items: readonly SetupItem[]; readonly settings: SetupPlan['settings'] } {
  const wanted = WANTED_SETTINGS.filter(
    ({ name, since }) => since <= state.versionNum && !keep.includes(name),
  ).filter(({ name }) => state.available || !name.includes(PRELOADED) || name === PRELOAD_SETTING);
  return {
    items: wanted.map((setting) => settingItem(setting, state, record)),
    settings: wanted
      .filter(({ name }) => state.available || name !== PRELOAD_SETTING)
      .map((setting) => ({ name: setting.name, value: valueFor(setting, state) })),
  };
}

const PRELOAD_SETTING = 'shared_preload_libraries';

function settingItem(
  setting: WantedSetting,
  state: ServerState,
  record: SetupRecord | undefined,
): SetupItem {
  const { name, restart, why } = setting;
  const current = currentOf(setting, state);
  const base = { section: 'settings', what: name, why, restart, sql: [] } as const;
  if (current !== undefined && setting.isGood(current)) {
    return { ...base, state: 'ok', what: `${name} = ${current}` };
  }
  const file = fileValue(name, state);
  if (file !== undefined && setting.isGood(file)) {
    return { ...base, state: 'waiting', what: `${name} = ${file}` };
  }
  if (name === PRELOAD_SETTING && !state.available) {
    return { ...base, state: 'blocked', note: NOT_INSTALLED };
  }
  const value = valueFor(setting, state);
  const what = `${name} = ${value}`;
  const { source } = state.settings.find((one) => one.name === name) ?? {};
  if (source === 'command line' || source === 'environment variable') {
    const note = `it is ${current} by the ${source} of the server, which wins over ALTER SYSTEM: change it there`;
    return { ...base, what, state: 'blocked', note };
  }
  const sql = [...makeKnown(setting, value, current, state), alterSystem(setting, value)];
  if (name === PRELOAD_SETTING && current === undefined) {
    return { ...base, what: name, state: 'administrator', note: UNSEEN, sql };
  }
  const obstacle = obstacleOf(state);
  if (obstacle !== undefined) return { ...base, what, state: 'administrator', note: obstacle, sql };
  const before = autoValue(name, state);
  const known = record?.settings[name];
  const change = { before: known?.after === before ? known.before : before, after: value };
  return { ...base, what, state: 'missing', sql, effect: { kind: 'setting', name, change } };
}

/** Before 17, ALTER SYSTEM takes a setting of a library that is not loaded once the session has it. */
function makeKnown(
  { name }: WantedSetting,
  value: string,
  current: string | undefined,
  { versionNum }: ServerState,
): readonly string[] {
  const isUnknown = current === undefined && name.includes('.') && versionNum < 170_000;
  return isUnknown ? [`SET ${name} = ${quoteText(value)};`] : [];
}

const NOT_INSTALLED =
  'the server has no files of pg_stat_statements, and would not start with this: install its contrib package first (Red Hat: postgresqlNN-contrib)';
const UNSEEN =
  'a role without pg_read_all_settings does not see the libraries that are preloaded already: add to them, do not replace them';

function obstacleOf({ alterSystem, providerRole, standby, superuser }: ServerState) {
  if (providerRole !== null && !superuser) return 'set it in the parameter group of the provider';
  if (!superuser) return 'ALTER SYSTEM takes a superuser';
  if (!alterSystem) return 'allow_alter_system is off: set it in the configuration of the server';
  if (standby) return 'settings of a standby are its own: use --settings-file';
  return undefined;
}

function currentOf({ name }: WantedSetting, { settings }: ServerState): string | undefined {
  const found = settings.find((one) => one.name === name);
  return found === undefined
    ? undefined
    : found.setting + (found.unit === 'ms' && Number(found.setting) > 0 ? 'ms' : '');
}

function fileValue(name: string, { fileSettings }: ServerState): string | undefined {
  return fileSettings?.findLast((one) => one.name === name)?.setting;
}

function autoValue(name: string, { fileSettings }: ServerState): string | null {
  return fileSettings?.findLast((one) => one.name === name && one.auto)?.setting ?? null;
}

function valueFor(setting: WantedSetting, state: ServerState): string {
  const now = fileValue(setting.name, state) ?? currentOf(setting, state) ?? '';
  return setting.isGood(now) ? now : setting.value(now);
}

/** A list must be given element by element: as one text it would be one library of that name. */
export function alterSystem(
  { name, isList = false }: { readonly name: string; readonly isList?: boolean | undefined },
  value: string | null,
): string {
  if (value === null) return `ALTER SYSTEM RESET ${name};`;
  const values = isList ? listElements(value) : [value];
  return `ALTER SYSTEM SET ${name} = ${values.map((one) => quoteText(one)).join(', ')};`;
}

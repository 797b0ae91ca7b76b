import { listElements, listText } from './list-setting.ts';

/** A setting of the server that monitoring wants. */
export interface WantedSetting {
  readonly name: string;
  readonly why: string;
  readonly restart: boolean;
  /** First version with it, as server_version_num. */
  readonly since: number;
  readonly isList?: boolean;
  readonly isGood: (value: string) => boolean;
  /** What to set in place of a value that will not do. */
  readonly value: (current: string) => string;
}

export const PRELOADED = 'pg_stat_statements';

export const WANTED_SETTINGS: readonly WantedSetting[] = [
  {
    name: 'shared_preload_libraries',
    why: 'only a preloaded pg_stat_statements counts statements',
    restart: true,
    since: 0,
    isList: true,
    isGood: (value) => listElements(value).includes(PRELOADED),
    value: (current) => listText([...listElements(current), PRELOADED]),
  },
  {
    name: 'pg_stat_statements.max',
    why: 'with fewer entries a busy server forgets statements',
    restart: true,
    since: 0,
    isGood: (value) => Number(value) >= MAX_ENTRIES,
    value: () => String(MAX_ENTRIES),
  },
  fixed('pg_stat_statements.track', 'all', 'counts statements inside of functions, too'),
  fixed(
    'pg_stat_statements.track_utility',
    'off',
    'SET, BEGIN and DDL would crowd out the queries',
  ),
  fixed('track_io_timing', 'on', 'tells time spent on reading from time spent on computing'),
  {
    name: 'compute_query_id',
    why: 'ties a session to its entry of pg_stat_statements',
    restart: false,
    since: 140_000,
    isGood: (value) => value !== 'off',
    value: () => 'on',
  },
  {
    name: 'log_min_duration_statement',
    why: 'slow statements appear in the log with their parameters',
    restart: false,
    since: 0,
    isGood: (value) => milliseconds(value) >= 0 && milliseconds(value) <= SLOW_MS,
    value: () => `${SLOW_MS}ms`,
  },
  {
    name: 'log_line_prefix',
    why: 'each line of the log names time, process, user and database',
    restart: false,
    since: 0,
    isGood: (value) => /%[mnt]/.test(value) && ['%p', '%u', '%d'].every((e) => value.includes(e)),
    value: () => '%m [%p] %q%u@%d/%a %h ',
  },
];

const MAX_ENTRIES = 10_000;
const SLOW_MS = 100;

function fixed(name: string, wanted: string, why: string): WantedSetting {
  const isGood = (value: string) => value.toLowerCase() === wanted;
  return { name, why, restart: false, since: 0, isGood, value: () => wanted };
}

/** A file says 100ms or 0.1s, pg_settings 100. */
function milliseconds(value: string): number {
  const { amount, unit = 'ms' } =
    /^\s*(?<amount>-?[\d.]+)\s*(?<unit>ms|s|min|h)?\s*$/.exec(value)?.groups ?? {};
  return Number(amount ?? Number.NaN) * (UNITS[unit] ?? 1);
}

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, min: 60_000, h: 3_600_000 };

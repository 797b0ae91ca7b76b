import { expect } from 'vitest';
import { LIST_COLUMNS } from './list-columns.ts';
import { run, type Situation } from './situation.ts';

type Row = Readonly<Record<string, unknown>>;

/** The columns of every list, and that a primary and its standby differ only where they must. */
export async function jsonIsRight(primary: Situation, standby: Situation): Promise<void> {
  for (const list of ['queries', 'classes'])
    columnsAre(list, await json(primary, [list, '--limit', '3']));
  for (const list of Object.keys(LIST_COLUMNS)) await csvIsRight(list, standby);
  const both = async (...argv: readonly string[]) => [
    await json(primary, argv),
    await json(standby, argv),
  ];

  const [tables = [], seen = []] = await both('tables');
  expect(seen.map(({ table }) => table)).toEqual(tables.map(({ table }) => table));
  expect(seen.map((row) => row.index_bytes)).toEqual(tables.map((row) => row.index_bytes));
  expect(tables[0]).toMatchObject({ table: 'order_items', live_rows: 150_000, dead_rows: 0 });
  for (const row of seen) expect(row).toMatchObject(UNKNOWN_ON_STANDBY);
  expect(seen.find(({ table }) => table === 'support_tickets')?.seq_scans).toBeGreaterThan(19);

  for (const rows of [tables, seen]) columnsAre('tables', rows);

  const [indexes = [], copies = []] = await both('indexes', '--limit', '0');
  const size = ({ bytes, database, index }: Row) => `${database}.${index} ${bytes}`;
  expect(copies.map(size).sort()).toEqual(indexes.map(size).sort());

  for (const rows of [indexes, copies]) columnsAre('indexes', rows);

  const [databases = [], same = []] = await both('database');
  const nameOf = ({ database }: Row) => database;
  expect(same.map(nameOf).sort()).toEqual(databases.map(nameOf).sort());

  for (const rows of [databases, same]) columnsAre('database', rows);

  const [found = [], there = []] = await both('doctor');
  const checks = (target: readonly Row[]) => partOf(target, 'findings').map(({ check }) => check);
  expect(checks(there)).toEqual(checks(found));

  for (const argv of OTHERS) {
    const answers = [primary, standby].map(async (one) =>
      keysOf(JSON.parse((await run(one, [...argv, '--json'])).stdout)),
    );
    const [here, copy] = await Promise.all(answers);
    expect([argv.join(' '), copy]).toEqual([argv.join(' '), here]);
  }

  const benchmarks = await run(standby, ['monitor', 'benchmarks', '--runs', '1', '--json']);
  expect(JSON.parse(benchmarks.stdout).at(-1)).toMatchObject({ skipped: true });

  const [planned = [], copied = []] = await both('explain');
  const others = (plan: readonly Row[]) =>
    partOf(plan, 'skips').filter(({ reason }) => reason === 'role');
  expect(others(copied)).toEqual([]);
  const prefetch = primary.major >= 15 ? ['pg_stat_recovery_prefetch'] : [];
  expect(others(planned).map(({ query }) => query)).toEqual([
    'pg_standby',
    'pg_stat_wal_receiver',
    ...prefetch,
  ]);
}

function keysOf(answer: Row | readonly Row[]): readonly string[] {
  const [first] = [answer].flat();
  return Object.keys(first ?? {}).sort();
}

function partOf([target = {}]: readonly Row[], name: string): readonly Row[] {
  return target[name] as readonly Row[];
}

/** Without a table of rows: what they say at the top must not depend on the role of the server. */
const OTHERS = [
  ['advise'],
  ['explain-query', 'SELECT count(*) FROM pg_class'],
  ['monitor', 'realtime', '--interval', '200ms'],
] as const;

/** It has them as zero and never, which is wrong. */
const UNKNOWN_ON_STANDBY = {
  live_rows: null,
  dead_rows: null,
  dead_ratio: null,
  rows_inserted: null,
  rows_changed_since_analyze: null,
  last_vacuum_timestamp_seconds: null,
  last_analyze_timestamp_seconds: null,
};

function columnsAre(list: string, [first = {}]: readonly Row[]): void {
  expect([list, Object.keys(first).join(' ')]).toEqual([list, LIST_COLUMNS[list]]);
}

async function csvIsRight(list: string, situation: Situation): Promise<void> {
  const { code, stderr, stdout } = await run(situation, [list, '--limit', '3', '--csv']);
  expect([list, code, stderr]).toEqual([list, 0, '']);
  const lines = stdout.split('\r\n');
  expect([list, lines[0]]).toEqual([list, LIST_COLUMNS[list]?.replaceAll(' ', ',')]);
  expect([list, lines.length]).toEqual([list, 1 + 3 + 1]);
  // A cell may be empty; it is never the word for that.
  expect(stdout).not.toMatch(/,(null|undefined|NaN)(,|\r)/);
}

async function json(situation: Situation, argv: readonly string[]): Promise<readonly Row[]> {
  const { code, stderr, stdout } = await run(situation, [...argv, '--json']);
  expect([argv.join(' '), code, stderr]).toEqual([argv.join(' '), 0, '']);
  return JSON.parse(stdout);
}

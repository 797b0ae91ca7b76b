import { expect } from 'vitest';
import { LIST_COLUMNS } from './list-columns.ts';
import { run, type Situation } from './situation.ts';

type Row = Readonly<Record<string, unknown>>;

/** The columns of every list, and that a primary and its standby differ only where they must. */
export async function jsonIsRight(primary: Situation, standby: Situation): Promise<void> {
  for (const situation of [primary, standby]) await columnsAreRight(situation);
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

  const [indexes = [], copies = []] = await both('indexes', '--limit', '0');
  const size = ({ bytes, database, index }: Row) => `${database}.${index} ${bytes}`;
  expect(copies.map(size).sort()).toEqual(indexes.map(size).sort());

  const [databases = [], same = []] = await both('database');
  const nameOf = ({ database }: Row) => database;
  expect(same.map(nameOf).sort()).toEqual(databases.map(nameOf).sort());

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

async function columnsAreRight(situation: Situation): Promise<void> {
  for (const [list, columns] of Object.entries(LIST_COLUMNS)) {
    const place = `${list} on a ${situation.kind} as ${situation.role}`;
    const [first] = await json(situation, [list, '--limit', '3']);
    expect(Object.keys(first ?? {}).join(' '), place).toBe(columns);
    const csv = await run(situation, [list, '--limit', '3', '--csv']);
    expect([place, csv.code, csv.stderr]).toEqual([place, 0, '']);
    expect(csv.stdout.split('\r\n')[0], place).toBe(columns.replaceAll(' ', ','));
    // A cell may be empty; it is never the word for that.
    expect(csv.stdout.split('\r\n').length, place).toBe(1 + 3 + 1);
    expect(csv.stdout, place).not.toMatch(/,(null|undefined|NaN)(,|\r)/);
  }
}

async function json(situation: Situation, argv: readonly string[]): Promise<readonly Row[]> {
  const { code, stderr, stdout } = await run(situation, [...argv, '--json']);
  expect([argv.join(' '), code, stderr]).toEqual([argv.join(' '), 0, '']);
  return JSON.parse(stdout);
}

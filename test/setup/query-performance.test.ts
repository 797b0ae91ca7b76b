import { expect, onTestFinished, test } from 'vitest';
import { migrateUp } from '../../src/setup/migrations.ts';
import { inTransaction } from '../../src/setup/transaction.ts';
import type { Connection } from '../../src/target/connection.ts';
import { MAJORS, startServer } from '../helpers/servers.ts';

test.each(MAJORS)(
  'statements are counted from snapshot to snapshot, resets and losses included, on PostgreSQL %i',
  async (major) => {
    // Its own, where nobody else resets or evicts.
    await using server = await startServer(major);
    const session = await server.connect();
    onTestFinished(() => session.close());
    await inTransaction(session, () => migrateUp(session));
    const { performance, run, snapshot } = operations(session);
    await run('kept', 7);
    await run('reset', 9);
    await run('gone', 1);
    await run('quiet', 1);
    await snapshot();
    await run('kept', 2);
    await run('gone', 3);
    await snapshot();
    await run('gone', 5);
    await run('reset', 1);
    await session.query(
      `SELECT count(*) FROM (SELECT pg_stat_statements_reset(0, s.dbid, s.queryid) FROM pg_stat_statements s
        WHERE s.query ~ 'FROM pg_(cast|collation|conversion)$' AND s.dbid = (SELECT oid FROM pg_database WHERE datname = current_database())) r`,
    );
    await run('reset', 4);
    await run('kept', 1);
    await run('added', 6);
    const rows = await performance();
    expect(rows.map(({ name, calls }) => [name, calls])).toEqual([
      ['added', '6'],
      ['gone', '3'],
      ['kept', '3'],
      ['reset', '4'],
    ]);
    expect(rows.map(({ note }) => note)).toEqual([
      null,
      expect.stringMatching(/^gone from pg_stat_statements after 20\d\d-.*: what it did since/),
      null,
      expect.stringMatching(/^its counters began anew before 20\d\d-/),
    ]);
    // gone, reset, and quiet, of which nothing is left within the period.
    expect(Number(rows[0]?.lost)).toBeGreaterThanOrEqual(3);
    expect(rows[0]?.evictions).toBe(major < 14 ? null : '0');
    // With more calls than before the reset, 17 alone knows: the others see 16 - 9 new ones, as Prometheus would.
    await run('reset', 12);
    const reset = (await performance()).find(({ name }) => name === 'reset');
    expect(reset?.calls).toBe(major < 17 ? '7' : '16');
  },
);

test('evictions and a reset of everything are said', async () => {
  await using server = await startServer(18, { settings: { 'pg_stat_statements.max': 100 } });
  const session = await server.connect();
  onTestFinished(() => session.close());
  await inTransaction(session, () => migrateUp(session));
  const { performance, run, snapshot } = operations(session);
  await run('kept', 50);
  await snapshot();
  await run('kept', 10);
  for (let n = 1; n <= 150; n++) await session.query(`SELECT ${Array(n).fill('1').join(', ')}`);
  const [kept] = await performance();
  expect(kept).toMatchObject({ name: 'kept', calls: '10', note: null });
  expect(Number(kept?.evictions)).toBeGreaterThan(5);
  expect(Number(kept?.lost)).toBeGreaterThan(0);
  await snapshot();
  await session.query('SELECT monitoring.reset_query_stats()');
  await run('kept', 80);
  const [again] = await performance();
  expect(again).toMatchObject({ calls: '90', note: expect.stringContaining('began anew') });
  // Of another reset, too, and evictions of before count on.
  expect(Number(again?.evictions)).toBeGreaterThanOrEqual(Number(kept?.evictions));
});

function operations(session: Connection) {
  const run = async (name: Name, times: number) => {
    for (let n = 0; n < times; n++) await session.query(`SELECT count(*) FROM ${RELATIONS[name]}`);
  };
  const snapshot = () => session.query('SELECT monitoring.take_query_stats_snapshot()');
  /** Of the statements of `run` in this database, by name. */
  const performance = async () => {
    const { rows } = await session.query(
      `SELECT substring(query FROM 'pg_\\w+$'), calls, note, lost_statements, evictions
       FROM monitoring.get_query_performance('1 hour')
       WHERE database = current_database() AND query ~ '^SELECT count.* FROM pg_\\w+$'`,
    );
    const nameOf = (relation: string | null | undefined) =>
      Object.entries(RELATIONS).find(([, known]) => known === relation)?.[0] ?? '';
    return rows
      .map(([relation, calls, note, lost, evictions]) => {
        return { name: nameOf(relation), calls, note, lost, evictions };
      })
      .sort((one, other) => one.name.localeCompare(other.name));
  };
  return { performance, run, snapshot };
}

/** One statement for each; by an alias pg_stat_statements would not tell them apart. */
const RELATIONS = {
  kept: 'pg_am',
  reset: 'pg_cast',
  gone: 'pg_collation',
  quiet: 'pg_conversion',
  added: 'pg_enum',
} as const;

type Name = keyof typeof RELATIONS;

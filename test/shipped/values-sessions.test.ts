import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { waitUntil } from '../../src/demo/embedded/wait-until.ts';
import type { Connection } from '../../src/target/connection.ts';
import { startServer, type TestServer } from '../helpers/servers.ts';
import { look, type Sight } from './look.ts';

const POLL = { timeout: 15_000, interval: 100 };

describe.each([13, 18] as const)('on PostgreSQL %i the catalog tells the truth about', (major) => {
  let server: TestServer;
  const see = (...queries: string[]) => look(server, { queries });
  const open = async (sql: string): Promise<Connection> => {
    const session = await server.connect();
    onTestFinished(() => session.abandon());
    await session.script(sql);
    return session;
  };

  beforeAll(async () => {
    server = await startServer(major, { settings: { max_prepared_transactions: 5 } });
    await server.script('CREATE TABLE rows (n int PRIMARY KEY); INSERT INTO rows VALUES (1), (2)');
  });
  afterAll(() => server?.remove());

  test('who waits, for how long, how deep, and what the blocker does', async () => {
    const began = performance.now();
    const [holder, middle] = [
      await open('BEGIN; DELETE FROM rows WHERE n = 1'),
      await open('BEGIN; DELETE FROM rows WHERE n = 2'),
    ];
    const last = await open('SELECT 1');
    const waits = [
      middle.query('DELETE FROM rows WHERE n = 1').catch(() => undefined),
      waitUntil(() => waiting(1), { timeoutMs: 5000 }).then(() =>
        last.query('DELETE FROM rows WHERE n = 2').catch(() => undefined),
      ),
    ];
    const idle = { state: 'idle in transaction' };
    let seen: Sight | undefined;
    const longest = async () => {
      seen = await see('pg_blocking', 'pg_locks_waiting', 'pg_sessions', 'pg_locks');
      return Math.min(
        ...seen.samples('pg_locks_waiting_longest_seconds').map(({ value }) => Number(value)),
      );
    };
    await expect.poll(longest, POLL).toBeGreaterThan(2);
    const elapsed = (performance.now() - began) / 1000;
    expect(await longest()).toBeLessThan(elapsed + 1);
    expect(seen?.value('pg_blocking_blockers', idle)).toBe(1);
    expect(seen?.value('pg_blocking_longest_queue_sessions', idle)).toBe(2);
    expect(seen?.value('pg_blocking_longest_chain_sessions', idle)).toBe(2);
    expect(seen?.value('pg_blocking_oldest_blocker_seconds', idle)).toBeGreaterThan(2);
    expect(seen?.value('pg_blocking_blockers', { state: 'active' })).toBe(0);
    const here = { datname: 'postgres' };
    const sum = (name: string) =>
      seen?.samples(name).reduce((total, { value }) => total + Number(value), 0);
    expect(sum('pg_locks_waiting_sessions')).toBe(2);
    expect(seen?.value('pg_sessions_waiting_for_lock', here)).toBe(2);
    expect(seen?.value('pg_sessions_idle_in_transaction', here)).toBe(1);
    const idleFor = seen?.value('pg_sessions_longest_idle_in_transaction_seconds', here) ?? 0;
    expect(idleFor).toBeGreaterThan(2);
    expect(idleFor).toBeLessThan(elapsed + 1);
    expect(seen?.value('pg_sessions_longest_query_seconds', here)).toBeGreaterThan(2);
    expect(
      seen?.value('pg_locks_count', { ...here, mode: 'rowexclusivelock' }),
    ).toBeGreaterThanOrEqual(6);
    await holder.query('ROLLBACK');
    await waits[0];
    await middle.query('ROLLBACK');
    await Promise.all(waits);
    await last.close();
    const calm = await see('pg_blocking', 'pg_locks_waiting');
    expect(calm.value('pg_blocking_blockers', idle)).toBe(0);
    expect(calm.samples('pg_locks_waiting_sessions')).toEqual([]);
  });

  async function waiting(sessions: number): Promise<boolean> {
    const [row] = await server.execute('SELECT count(*) FROM pg_locks WHERE NOT granted');
    return Number(row?.[0]) >= sessions;
  }

  test('a prepared transaction, who holds vacuum back, and its age in transactions', async () => {
    const before = await see('pg_prepared_transactions', 'pg_database_wraparound');
    expect(before.value('pg_prepared_transactions', { datname: 'postgres' })).toBe(0);
    await open("BEGIN; INSERT INTO rows VALUES (7); PREPARE TRANSACTION 'forgotten'");
    await spendTransactions(100);
    const seen = await see('pg_prepared_transactions', 'pg_xmin_horizon', 'pg_database_wraparound');
    const here = { datname: 'postgres' };
    expect(seen.value('pg_prepared_transactions', here)).toBe(1);
    expect(seen.value('pg_prepared_transactions_oldest_seconds', here)).toBeGreaterThan(0);
    const age = seen.value('pg_prepared_transactions_oldest_xid_age', here);
    expect(age).toBeGreaterThan(100);
    expect(age).toBeLessThan(120);
    const holder = { holder: 'prepared transaction' };
    expect(seen.value('pg_xmin_horizon_age_transactions', holder)).toBe(age);
    const grown = (name: string) => (seen.value(name, here) ?? 0) - (before.value(name, here) ?? 0);
    const spent = grown('pg_database_wraparound_age_datfrozenxid_seconds');
    expect(spent).toBeGreaterThan(100);
    expect(spent).toBeLessThan(120);
    expect(grown('pg_database_wraparound_xids_left')).toBe(-spent);
    const [row] = await server.execute(`SELECT 2147483647 - age(datfrozenxid)
      FROM pg_database WHERE datname = current_database()`);
    const reserve = Number(row?.[0]) - (seen.value('pg_database_wraparound_xids_left', here) ?? 0);
    expect(Math.round(reserve / 1e5) * 1e5).toBe(major === 13 ? 1_000_000 : 3_000_000);
    await server.execute("ROLLBACK PREPARED 'forgotten'");
  });

  async function spendTransactions(count: number): Promise<void> {
    const session = await server.connect();
    for (let n = 0; n < count; n++) await session.query('SELECT pg_current_xact_id()');
    await session.close();
  }

  test('temporary files, now and over time', async () => {
    const here = { datname: 'postgres' };
    const session = await open(`SET work_mem = '64kB'; BEGIN;
      DECLARE sorted CURSOR FOR SELECT n FROM generate_series(1, 200000) n ORDER BY -n;
      FETCH 1 FROM sorted`);
    const files = async () => (await see('pg_temp_files')).value('pg_temp_files', DEFAULT);
    expect(await files()).toBeGreaterThan(0);
    const now = await see('pg_temp_files');
    expect(now.value('pg_temp_files_bytes', DEFAULT)).toBeGreaterThan(1_000_000);
    await session.query('COMMIT');
    await session.close();
    expect(await files()).toBe(0);
    const written = async () =>
      (await see('pg_stat_database')).value('pg_stat_database_temp_bytes', here);
    await expect.poll(written, POLL).toBeGreaterThan(1_000_000);
  });

  test('a deadlock and transactions that were rolled back', async () => {
    const here = { datname: 'postgres' };
    const count = async (name: string) =>
      (await see('pg_stat_database')).value(`pg_stat_database_${name}`, here) ?? 0;
    const rollbacks = await count('xact_rollback');
    expect(await count('deadlocks')).toBe(0);
    await server.execute('INSERT INTO rows VALUES (3), (4)');
    const one = await open("SET deadlock_timeout = '50ms'; BEGIN; DELETE FROM rows WHERE n = 3");
    const two = await open("SET deadlock_timeout = '1h'; BEGIN; DELETE FROM rows WHERE n = 4");
    const second = two.query('DELETE FROM rows WHERE n = 3');
    await waitUntil(() => waiting(1), { timeoutMs: 5000 });
    await expect(one.query('DELETE FROM rows WHERE n = 4')).rejects.toThrow('deadlock');
    await second;
    await one.query('ROLLBACK');
    await two.query('ROLLBACK');
    await open('BEGIN; SELECT 1; ROLLBACK').then((session) => session.close());
    await Promise.all([one.close(), two.close()]);
    await expect.poll(() => count('deadlocks'), POLL).toBe(1);
    await expect.poll(() => count('xact_rollback'), POLL).toBe(rollbacks + 3);
  });

  test('connections and their limits', async () => {
    await server.execute("CREATE ROLE limited LOGIN PASSWORD 'l' CONNECTION LIMIT 3");
    await server.execute('CREATE DATABASE limited CONNECTION LIMIT 7');
    const login = { user: 'limited', password: 'l' };
    const sessions = [await server.connect(login), await server.connect(login)];
    onTestFinished(async () => void (await Promise.all(sessions.map((open) => open.close()))));
    const seen = await see('pg_roles', 'pg_roles_connections', 'pg_database', 'pg_connections');
    expect(seen.value('pg_roles_connection_limit', { rolname: 'limited' })).toBe(3);
    expect(seen.value('pg_roles_connection_limit', { rolname: 'plain' })).toBe(-1);
    expect(seen.value('pg_roles_connections', { rolname: 'limited' })).toBe(2);
    expect(seen.value('pg_database_connection_limit', { datname: 'limited' })).toBe(7);
    expect(seen.value('pg_connections_max')).toBe(50);
    expect(seen.value('pg_connections_reserved')).toBe(3);
    // The two sessions and the exporter's own.
    expect(seen.value('pg_connections_used')).toBeGreaterThanOrEqual(3);
    expect(seen.value('pg_connections_used')).toBeLessThanOrEqual(5);
  });
});

const DEFAULT = { spcname: 'pg_default' };

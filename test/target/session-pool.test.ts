import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { connect } from '../../src/target/connect.ts';
import { type SessionPool, sessionPool } from '../../src/target/session-pool.ts';
import { expectNoSessions } from '../helpers/expect-no-sessions.ts';
import { sharedServer } from '../helpers/shared.ts';

const server = sharedServer(18);

test('the budget holds over all databases, and each waits for its turn', async () => {
  const { applicationName, pool } = openPool(2);
  const databases = ['postgres', 'template1', 'postgres', 'template1', 'postgres', 'template1'];
  let most = 0;
  await Promise.all(
    databases.map(async (database) => {
      const lease = await pool.acquire(database, AbortSignal.timeout(5000));
      const rows = await server.execute(
        `SELECT count(*) FROM pg_stat_activity WHERE application_name = '${applicationName}'`,
      );
      most = Math.max(most, Number(rows[0]?.[0]));
      expect(lease.connection.database).toBe(database);
      lease.release();
    }),
  );
  expect(most).toBe(2);
});

test('a session that opens after its waiter gave up is not lost to the budget', async () => {
  const pool = sessionPool({
    // Deaf to the signal, as is a password command that takes its time.
    connect: async (database) => {
      await sleep(100);
      return connect(server.connectOptions({ database }));
    },
    budget: 1,
    maxAgeMs: 60_000,
    now: () => performance.now(),
  });
  onTestFinished(() => pool.close());
  await expect(pool.acquire('postgres', AbortSignal.timeout(20))).rejects.toThrow();
  const lease = await pool.acquire('postgres', AbortSignal.timeout(2000));
  lease.release();
  expect(pool.stats()).toEqual({ budget: 1, busy: 0, idle: 1, connecting: 0, opened: 1 });
});

test('a waiter that gives up while the budget is used leaves nothing behind', async () => {
  const { pool } = openPool(1);
  const lease = await pool.acquire('postgres', AbortSignal.timeout(5000));
  await expect(pool.acquire('template1', AbortSignal.timeout(20))).rejects.toThrow();
  lease.release();
  expect(pool.stats()).toMatchObject({ busy: 0, idle: 1, connecting: 0 });
});

test('a session older than the limit is replaced', async () => {
  let now = 0;
  const { pool } = openPool(1, () => now);
  const first = await pool.acquire('postgres', AbortSignal.timeout(5000));
  first.release();
  now = 60_001;
  const second = await pool.acquire('postgres', AbortSignal.timeout(5000));
  second.release();
  expect(second.connection.pid).not.toBe(first.connection.pid);
});

test('a session is used again, and releasing it twice counts once', async () => {
  const { pool } = openPool(2);
  const first = await pool.acquire('postgres', AbortSignal.timeout(5000));
  first.release();
  first.release();
  const second = await pool.acquire('postgres', AbortSignal.timeout(5000));
  expect(second.connection.pid).toBe(first.connection.pid);
  expect(pool.stats()).toMatchObject({ busy: 1, idle: 0, opened: 1 });
  second.release();
});

test('sessions with other databases end when they are not wanted any more', async () => {
  const { pool } = openPool(3);
  for (const database of ['postgres', 'template1']) {
    (await pool.acquire(database, AbortSignal.timeout(5000))).release();
  }
  pool.keepOnly('postgres');
  expect(pool.stats()).toMatchObject({ idle: 1 });
});

test('one session with the database postgres stays, as nobody drops it', async () => {
  const { pool } = openPool(4);
  const databases = ['template1', 'postgres', 'postgres', 'template1'];
  const leases = await Promise.all(
    databases.map((database) => pool.acquire(database, AbortSignal.timeout(5000))),
  );
  for (const lease of leases) lease.release();
  pool.keepOnly('template1');
  expect(pool.stats()).toMatchObject({ idle: 2 });
  const again = await pool.acquire('postgres', AbortSignal.timeout(5000));
  expect(leases.map(({ connection }) => connection)).toContain(again.connection);
  again.release();
  expect(pool.stats()).toMatchObject({ opened: 4 });
});

test('closing ends the idle sessions now and a busy one when it is released', async () => {
  const { applicationName, pool } = openPool(2);
  const busy = await pool.acquire('postgres', AbortSignal.timeout(5000));
  (await pool.acquire('template1', AbortSignal.timeout(5000))).release();
  await pool.close();
  expect(busy.connection.closed).toBe(false);
  busy.release();
  await expectNoSessions(server, applicationName);
});

let pools = 0;

function openPool(
  budget: number,
  now: () => number = () => performance.now(),
): { readonly pool: SessionPool; readonly applicationName: string } {
  pools += 1;
  const applicationName = `pool-${process.pid}-${pools}`;
  const pool = sessionPool({
    connect: (database, signal) =>
      connect(server.connectOptions({ database, applicationName }), signal),
    budget,
    maxAgeMs: 60_000,
    now,
  });
  onTestFinished(() => pool.close());
  return { pool, applicationName };
}

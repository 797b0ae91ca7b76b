import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { waitUntil } from '../../src/demo/embedded/wait-until.ts';
import { startServer, startStandby, type TestServer } from '../helpers/servers.ts';
import { look, type Sight } from './look.ts';

const FROM_STANDBY = ['pg_replication', 'pg_standby'];
const MEGABYTE = 1024 * 1024;

describe.each([13, 18] as const)('replication of PostgreSQL %i', (major) => {
  let primary: TestServer;
  let standby: TestServer;
  const onStandby = () => look(standby, { queries: FROM_STANDBY });
  const onPrimary = () => look(primary, { queries: ['pg_stat_replication', 'pg_replication'] });

  beforeAll(async () => {
    primary = await startServer(major, {
      settings: { max_slot_wal_keep_size: '256MB', wal_sender_timeout: '1h' },
    });
    await primary.script('CREATE TABLE log (n int)');
    standby = await startStandby(primary, {
      settings: { wal_receiver_timeout: '6s', wal_retrieve_retry_interval: '100ms' },
    });
  });
  afterAll(async () => {
    await standby?.remove();
    await primary?.remove();
  });

  test('a standby that streams from an idle primary is not behind, however long ago the last change', async () => {
    await primary.execute('INSERT INTO log VALUES (1)');
    const seen = await until(
      onStandby,
      (sight) => (sight.value('pg_replication_last_replay_seconds') ?? 0) > 2,
    );
    expect(seen.value('pg_replication_is_replica')).toBe(1);
    expect(seen.value('pg_replication_lag_seconds')).toBe(0);
    expect(seen.value('pg_standby_receiver_up')).toBe(1);
    expect(seen.value('pg_standby_replay_backlog_bytes')).toBe(0);
    expect(seen.value('pg_standby_replay_paused')).toBe(0);
    const sender = await until(
      onPrimary,
      (sight) => sight.value('pg_stat_replication_replay_lag_bytes') === 0,
    );
    const [sample] = sender.samples('pg_stat_replication_connections');
    expect(sample?.value).toBe('1');
    expect(sample?.labels.state).toBe('streaming');
    expect(sender.value('pg_stat_replication_pg_wal_lsn_diff')).toBe(0);
    expect(sender.value('pg_replication_is_replica')).toBe(0);
    expect(sender.value('pg_replication_lag_seconds')).toBe(0);
  });

  test('replay that is paused shows as lag in bytes and seconds on both sides', async () => {
    await standby.execute('SELECT pg_wal_replay_pause()');
    onTestFinished(async () => void (await standby.execute('SELECT pg_wal_replay_resume()')));
    await writeWal(primary, 2);
    const seen = await until(
      onStandby,
      (sight) =>
        (sight.value('pg_standby_replay_backlog_bytes') ?? 0) > 2 * MEGABYTE &&
        (sight.value('pg_replication_lag_seconds') ?? 0) > 1,
    );
    expect(seen.value('pg_standby_replay_paused')).toBe(1);
    expect(seen.value('pg_standby_replay_backlog_bytes')).toBeLessThan(4 * MEGABYTE);
    const sender = await until(
      onPrimary,
      (sight) => (sight.value('pg_stat_replication_replay_lag_bytes') ?? 0) > 2 * MEGABYTE,
    );
    expect(sender.value('pg_stat_replication_flush_lag_bytes')).toBe(0);
    await standby.execute('SELECT pg_wal_replay_resume()');
    const caughtUp = await until(
      onStandby,
      // Two queries of one scrape, one after the other.
      (sight) =>
        sight.value('pg_standby_replay_backlog_bytes') === 0 &&
        sight.value('pg_replication_lag_seconds') === 0,
    );
    expect(caughtUp.value('pg_standby_replay_paused')).toBe(0);
  });

  test('a sender that hangs shows as silence and, when it does not answer, as lag', async () => {
    const [row] = await primary.execute('SELECT pid FROM pg_stat_replication');
    const signal = (name: string) =>
      primary.execute(`COPY (SELECT 1) TO PROGRAM 'cat > /dev/null; kill -${name} ${row?.[0]}'`);
    await signal('STOP');
    onTestFinished(async () => void (await signal('CONT').catch(() => undefined)));
    const silent = await until(
      onStandby,
      (sight) => (sight.value('pg_standby_last_message_age_seconds') ?? 0) > 1.5,
    );
    expect(silent.value('pg_standby_receiver_up')).toBe(1);
    const stale = await until(
      onStandby,
      (sight) => (sight.value('pg_replication_lag_seconds') ?? 0) > 2,
    );
    expect(stale.value('pg_replication_lag_seconds')).toBe(
      stale.value('pg_replication_last_replay_seconds'),
    );
    // The receiver gives up and finds another sender.
    const back = await until(onStandby, (sight) => sight.value('pg_replication_lag_seconds') === 0);
    expect(back.value('pg_standby_last_message_age_seconds')).toBeLessThan(4.5);
  });

  test('slots: the WAL they keep, and how much may still come before they are lost', async () => {
    await primary.execute("SELECT pg_create_physical_replication_slot('keeper', true)");
    const slot = { slot_name: 'keeper' };
    const queries = [
      'pg_replication_slots',
      'pg_replication_slots_by_type',
      'pg_replication_slots_status',
    ];
    const before = await look(primary, { queries });
    await writeWal(primary, 40);
    const after = await look(primary, { queries });
    const grown = (name: string) =>
      (after.value(name, slot) ?? 0) - (before.value(name, slot) ?? 0);
    expect(grown('pg_replication_slots_pg_wal_lsn_diff') / MEGABYTE).toBeCloseTo(40, 0);
    // PostgreSQL rounds what is left to whole files of 16 MB on the way.
    const left = -grown('pg_replication_slots_safe_wal_size_bytes') / MEGABYTE;
    expect(left).toBeGreaterThan(23);
    expect(left).toBeLessThan(57);
    expect(after.value('pg_replication_slots_active', slot)).toBe(0);
    const [status] = after.samples('pg_replication_slots_wal_status', slot);
    expect(status?.labels.wal_status).toBe('reserved');
    await primary.execute("SELECT pg_drop_replication_slot('keeper')");
  });

  test('a standby that is cut off gets older by the second', async () => {
    await primary.execute('INSERT INTO log VALUES (2)');
    await until(onStandby, (sight) => (sight.value('pg_replication_last_replay_seconds') ?? 9) < 2);
    await primary.stop();
    const stopped = performance.now();
    const cut = await until(onStandby, (sight) => sight.value('pg_standby_receiver_up') === 0);
    const lag = cut.value('pg_replication_lag_seconds') ?? 0;
    const later = await until(
      onStandby,
      (sight) => (sight.value('pg_replication_lag_seconds') ?? 0) > lag + 1,
    );
    const elapsed = (performance.now() - stopped) / 1000;
    expect(later.value('pg_replication_lag_seconds')).toBeLessThan(elapsed + 5);
    expect(later.value('pg_replication_lag_seconds')).toBe(
      later.value('pg_replication_last_replay_seconds'),
    );
  });
});

/** Scrapes until it is so. */
async function until(
  seeing: () => Promise<Sight>,
  isSo: (sight: Sight) => boolean,
): Promise<Sight> {
  const seen = await waitUntil(
    async () => {
      const sight = await seeing();
      return isSo(sight) ? sight : undefined;
    },
    { timeoutMs: 30_000, intervalMs: 100 },
  );
  if (seen === undefined) throw new Error(`It did not come to this in 30 s: ${isSo}`);
  return seen;
}

async function writeWal(server: TestServer, megabytes: number): Promise<void> {
  await server.execute(
    `SELECT pg_logical_emit_message(false, 'filler', repeat('x', ${MEGABYTE}))
     FROM generate_series(1, ${megabytes})`,
  );
  await server.execute('INSERT INTO log VALUES (0)');
}

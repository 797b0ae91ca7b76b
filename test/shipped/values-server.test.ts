import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startServer, type TestServer } from '../helpers/servers.ts';
import { look } from './look.ts';

const POLL = { timeout: 30_000, interval: 100 };

describe.each([13, 18] as const)('on PostgreSQL %i the catalog tells the truth about', (major) => {
  let server: TestServer;

  beforeAll(async () => {
    server = await startServer(major, {
      // In the data directory, where the server runs its commands.
      settings: { archive_mode: 'on', archive_command: 'test -e archive_is_there' },
    });
  });
  afterAll(() => server?.remove());

  test('an archive command that fails and recovers', async () => {
    const see = () => look(server, { queries: ['pg_stat_archiver', 'pg_archive_status'] });
    const before = await see();
    expect(before.value('pg_stat_archiver_failing')).toBe(0);
    expect(before.value('pg_stat_archiver_last_archive_age')).toBeUndefined();
    await finishSegment();
    await expect.poll(async () => (await see()).value('pg_stat_archiver_failing'), POLL).toBe(1);
    const failing = await see();
    expect(failing.value('pg_stat_archiver_failed_count')).toBeGreaterThan(0);
    expect(failing.value('pg_stat_archiver_archived_count')).toBe(0);
    expect(failing.value('pg_archive_status_ready_files')).toBe(1);
    await server.execute("COPY (SELECT 1) TO PROGRAM 'cat > archive_is_there'");
    await finishSegment();
    await expect
      .poll(async () => (await see()).value('pg_archive_status_ready_files'), POLL)
      .toBe(0);
    await expect.poll(async () => (await see()).value('pg_stat_archiver_failing'), POLL).toBe(0);
    const recovered = await see();
    expect(recovered.value('pg_stat_archiver_archived_count')).toBe(2);
    expect(recovered.value('pg_stat_archiver_last_archive_age')).toBeLessThan(15);
  });

  async function finishSegment(): Promise<void> {
    await server.script(
      'CREATE TABLE IF NOT EXISTS changes (n int); INSERT INTO changes VALUES (1)',
    );
    await server.execute('SELECT pg_switch_wal()');
  }

  test('a subscription that works, meets a conflict, and is switched off', async () => {
    const [publisher, database] = [await server.createDatabase(), await server.createDatabase()];
    const queries = ['pg_subscription', ...(major >= 15 ? ['pg_stat_subscription_stats'] : [])];
    const see = () => look(server, { queries });
    const workers = async () => (await see()).value('pg_subscription_workers', OF_SUBSCRIPTION);
    for (const name of [publisher, database]) {
      await server.script('CREATE TABLE shared (id int PRIMARY KEY)', { database: name });
    }
    await server.script('CREATE PUBLICATION given FOR TABLE shared', { database: publisher });
    // Within one server the slot must be there before, or its creation waits for itself.
    await server.execute("SELECT pg_create_logical_replication_slot('given', 'pgoutput')", {
      database: publisher,
    });
    await server.execute(
      `CREATE SUBSCRIPTION taken CONNECTION '${server.uri({ database: publisher })}'
       PUBLICATION given WITH (create_slot = false, slot_name = given, copy_data = false)`,
      { database },
    );
    await expect.poll(workers, POLL).toBe(1);
    await server.script('INSERT INTO shared VALUES (1)', { database: publisher });
    const arrived = () => server.execute('SELECT id FROM shared', { database });
    await expect.poll(arrived, POLL).toEqual([['1']]);
    const working = await see();
    expect(working.value('pg_subscription_last_message_age_seconds')).toBeLessThan(15);
    if (major >= 14) expect(working.value('pg_subscription_enabled')).toBe(1);
    if (major >= 15) {
      const count = async (name: string) =>
        (await see()).value(`pg_stat_subscription_stats_${name}_total`, OF_SUBSCRIPTION);
      expect(await count('apply_errors')).toBe(0);
      await server.script('INSERT INTO shared VALUES (2)', { database });
      await server.script('INSERT INTO shared VALUES (2)', { database: publisher });
      await expect.poll(() => count('apply_errors'), POLL).toBeGreaterThan(0);
      expect(await count('sync_errors')).toBe(0);
      if (major >= 18) {
        await expect.poll(() => count('confl_insert_exists'), POLL).toBeGreaterThan(0);
        expect(await count('confl_update_missing')).toBe(0);
      }
    }
    await server.execute('ALTER SUBSCRIPTION taken DISABLE', { database });
    await expect.poll(workers, POLL).toBe(0);
    const off = await see();
    if (major >= 14) expect(off.value('pg_subscription_enabled')).toBe(0);
  });

  test('blocks with a wrong checksum, where the server has checksums', async () => {
    const [settings] = await server.execute(
      "SELECT current_setting('data_checksums'), current_setting('data_directory')",
    );
    const [checksums, folder = ''] = settings ?? [];
    const failures = async () =>
      (await look(server, { queries: ['pg_stat_database_checksums'] })).value(
        'pg_stat_database_checksum_failures_total',
        { datname: 'postgres' },
      );
    if (checksums !== 'on') {
      expect(await failures()).toBeUndefined();
      return;
    }
    expect(await failures()).toBe(0);
    await server.script('CREATE TABLE damaged AS SELECT generate_series(1, 10) AS n');
    const [path] = await server.execute("SELECT pg_relation_filepath('damaged')");
    await server.stop();
    const file = await open(join(folder ?? '', path?.[0] ?? ''), 'r+');
    await file.write('damage', 8000);
    await file.close();
    await server.start();
    await expect(server.execute('SELECT * FROM damaged')).rejects.toThrow('invalid page');
    await expect.poll(failures, POLL).toBe(1);
  });
});

const OF_SUBSCRIPTION = { subname: 'taken' };

import { describe, expect, onTestFinished, test } from 'vitest';
import { runJob } from '../../../src/setup/maintenance/run-job.ts';
import { runMain } from '../../cli/run-main.ts';
import { MAJORS, type Major } from '../../helpers/servers.ts';
import { schemaDatabase } from '../schema-database.ts';

const CONCURRENT = MAJORS.filter((major) => major >= 14);

describe('old partitions', () => {
  test.each(MAJORS)('go without keeping anybody from the table on PostgreSQL %i', async (major) => {
    const { argv, database, execute, server } = await partitioned(major);
    const reader = await server.connect({ database });
    onTestFinished(() => reader.close());
    // An ordinary DETACH would wait for this one, and everybody else behind it.
    await reader.script('BEGIN; SELECT * FROM sales');
    const running = runMain(['maintenance', 'run', 'daily_partition_creation', ...argv]);
    if (major < 14) {
      const { code, stdout } = await running;
      expect([code, stdout]).toEqual([1, expect.stringContaining('failed: canceling statement')]);
      return;
    }
    const waits = `SELECT count(*) FROM pg_stat_activity
      WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE 'ALTER TABLE%CONCURRENTLY'`;
    await expect.poll(() => execute(waits)).toEqual([['1']]);
    expect(await execute('SELECT count(*) FROM sales')).toEqual([['0']]);
    await reader.script('COMMIT');
    const { code, stdout } = await running;
    expect([code, stdout]).toEqual([
      0,
      'daily_partition_creation: ok\n  public.sales_2020  detached concurrently\n',
    ]);
    expect(await execute('SELECT count(*) FROM sales_2020')).toEqual([['10']]);
    expect(await execute(LOGGED)).toEqual([['ok', '1', null]]);
  });

  test.each(CONCURRENT)(
    'whose detaching was interrupted are detached by the next run on PostgreSQL %i',
    async (major) => {
      const { database, execute, server } = await partitioned(major);
      const [reader, session] = await Promise.all([
        server.connect({ database }),
        server.connect({ database }),
      ]);
      onTestFinished(async () => {
        await Promise.all([reader.close(), session.close()]);
      });
      await reader.script('BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT * FROM sales');
      const run = () => runJob(session, 'daily_partition_creation', { detachWaitMs: 100 });
      const pending = {
        job: 'daily_partition_creation',
        status: 'ok',
        items: [
          {
            item: 'public.sales_2020',
            outcome:
              'skipped: new statements see it no longer, but older transactions still do; the next run detaches it',
          },
        ],
      };
      expect(await run()).toEqual(pending);
      expect(await execute('SELECT count(*) FROM sales')).toEqual([['0']]);
      await reader.script('COMMIT');
      expect((await run()).items).toEqual([
        { item: 'public.sales_2020', outcome: 'detached, which had been begun before' },
      ]);
      expect(
        await execute("SELECT count(*) FROM pg_inherits WHERE inhrelid = 'sales_2020'::regclass"),
      ).toEqual([['0']]);
      expect(await execute('SELECT count(*) FROM sales_2020')).toEqual([['10']]);
      expect(await execute(LOGGED)).toEqual([
        ['ok', '0', `1 ${pending.items[0]?.outcome}`],
        ['ok', '1', null],
      ]);
    },
  );

  test('go the ordinary way where there is a default partition, or within a function', async () => {
    const { argv, execute } = await partitioned(18);
    await execute('CREATE TABLE sales_rest PARTITION OF sales DEFAULT');
    await execute(
      `CREATE TABLE sales_2021 PARTITION OF sales FOR VALUES FROM ('2021-01-01') TO ('2021-02-01')`,
    );
    const { stdout } = await runMain(['maintenance', 'run', 'daily_partition_creation', ...argv]);
    expect(stdout).toContain('\n  public.sales_2020  detached\n  public.sales_2021  detached\n');
    await execute(
      `CREATE TABLE sales_2022 PARTITION OF sales FOR VALUES FROM ('2022-01-01') TO ('2022-02-01')`,
    );
    expect(
      await execute('SELECT partition_name, action FROM monitoring.archive_old_partitions(24)'),
    ).toEqual([['public.sales_2022', 'detached']]);
  });
});

const LOGGED = 'SELECT status, items, message FROM monitoring.maintenance_log ORDER BY id';

/** With one partition of ten rows that is due to go, and all that are wanted. */
async function partitioned(major: Major) {
  const { argv, database, execute, server } = await schemaDatabase(major);
  await server.script(
    `CREATE TABLE sales (at date NOT NULL) PARTITION BY RANGE (at);
    CREATE TABLE sales_2020 PARTITION OF sales FOR VALUES FROM ('2020-01-01') TO ('2020-02-01');
    INSERT INTO sales SELECT '2020-01-05' FROM generate_series(1, 10);
    INSERT INTO monitoring.partition_policies VALUES ('public.sales', 'month', 1, 24);
    SELECT monitoring.create_future_month_partitions('sales', 2)`,
    { database },
  );
  return { argv: argv(), database, execute, server };
}

import { randomBytes } from 'node:crypto';
import { describe, expect, onTestFinished, test } from 'vitest';
import { migrateDown } from '../../src/setup/migrations.ts';
import { inTransaction } from '../../src/setup/transaction.ts';
import { MAJORS } from '../helpers/servers.ts';
import { sharedServer } from '../helpers/shared.ts';
import type { LoginOptions } from '../helpers/test-server.ts';
import { installSchema, makeSituation } from './made-situation.ts';
import { serverPicture } from './server-picture.ts';

describe.each(MAJORS)('the schema monitoring on PostgreSQL %i', (major) => {
  test('says of a made situation what is the case, and leaves nothing behind', async () => {
    const server = sharedServer(major);
    const database = await server.createDatabase();
    const writer = `writer_${randomBytes(4).toString('hex')}`;
    await server.execute(`CREATE ROLE ${writer} LOGIN IN ROLE pg_monitor PASSWORD 'w'`);
    onTestFinished(async () => {
      await server.dropDatabase(database);
      await server.execute(`DROP ROLE ${writer}`);
    });
    const before = await schemasOf(server, database);
    await server.execute('CREATE EXTENSION pg_stat_statements', { database });
    await installSchema(server, database, writer);
    await makeSituation(server, database);
    const as = async (login: LoginOptions) => {
      const session = await server.connect({ database, ...login });
      onTestFinished(() => session.close());
      return async (sql: string) => (await session.query(sql.replaceAll('m.', 'monitoring.'))).rows;
    };
    const read = await as({ user: 'pgvitals' });
    const write = await as({ user: writer, password: 'w' });
    const own = await as({});

    // Statements
    const sleeps = "query LIKE 'SELECT %pg_sleep(%' AND database = current_database()";
    const slow = `SELECT calls, mean_time_ms BETWEEN 150 AND 900, max_time_ms >= mean_time_ms, username
      FROM m.v_slow_queries WHERE ${sleeps} ORDER BY mean_time_ms LIMIT 1`;
    expect(await read(slow)).toEqual([['1', 't', 't', 'postgres']]);
    expect(await read(`SELECT query FROM m.slow_queries WHERE ${sleeps}`)).toEqual([
      ['SELECT $1, pg_sleep($2)'],
    ]);
    // What the other tests do on this server counts, too.
    expect(
      await read(`SELECT count(*) = least(50, (SELECT count(*) FROM m.statements())),
          max(total_time_ms) / (SELECT max(total_exec_ms) FROM m.statements()) BETWEEN 0.5 AND 2,
          sum(percent_of_time) BETWEEN 50 AND 100.5, (SELECT count(*) FROM m.top_queries_by_total_time) = count(*)
        FROM m.v_top_queries_by_time`),
    ).toEqual([['t', 't', 't', 't']]);
    expect(
      await read(
        `SELECT calls, cache_hit_percent < 90 FROM m.queries_low_cache_hit
         WHERE query = 'SELECT count(*) FROM wide' AND database = current_database()`,
      ),
    ).toEqual([['1', 't']]);

    // Tables and indexes
    expect(
      await read(
        `SELECT n_live_tup, n_dead_tup, total_bytes = table_bytes + index_bytes, table_bytes > 1000000,
                seq_scan >= 50, idx_scan >= 3 FROM m.v_table_stats WHERE relname = 'events'`,
      ),
    ).toEqual([['32000', '8000', 't', 't', 't', 't']]);
    expect(
      await read(
        "SELECT relname, dead_percent FROM m.v_table_bloat WHERE relname IN ('events', 'wide')",
      ),
    ).toEqual([['events', '20.00']]);
    expect(
      await read(
        "SELECT indexrelname, usage_category, is_primary FROM m.v_index_usage WHERE relname = 'events' ORDER BY 1",
      ),
    ).toEqual([
      ['events_kind', 'UNUSED', 'f'],
      ['events_pkey', 'LOW', 't'],
    ]);
    expect(await read('SELECT indexrelname FROM m.v_unused_indexes ORDER BY 1')).toEqual([
      ['bloated_id'],
      ['events_kind'],
    ]);
    expect(
      await read(
        "SELECT cache_hit_percent > 50 FROM m.v_index_cache_hit_ratio WHERE indexrelname = 'events_pkey'",
      ),
    ).toEqual([['t']]);
    expect(
      await read('SELECT metric, hit > 0, percentage BETWEEN 1 AND 100 FROM m.v_cache_hit_ratio'),
    ).toEqual(['tables', 'indexes', 'database'].map((metric) => [metric, 't', 't']));
    expect(
      await read(
        "SELECT dead_percent, recommendation FROM m.get_table_bloat() WHERE relname = 'events'",
      ),
    ).toEqual([
      [
        '20.00',
        'Autovacuum is switched off for it: ALTER TABLE public.events RESET (autovacuum_enabled);',
      ],
    ]);
    expect(
      await read(
        'SELECT relname, reason, rows_read_per_scan > 30000, recommendation FROM m.get_missing_indexes() ORDER BY 1',
      ),
    ).toEqual([
      [
        'details',
        'foreign key details_event_fkey has no index',
        null,
        'CREATE INDEX CONCURRENTLY ON public.details (event);',
      ],
      ['events', 'most scans read the whole table', 't', expect.stringMatching(/^Find the/)],
    ]);
    // Column statistics are hidden from pg_monitor: nothing is said rather than something wrong.
    expect(await read('SELECT * FROM m.rebuild_bloated_indexes()')).toEqual([]);
    expect(
      await own(
        'SELECT indexrelname, bloat_percent > 70, statement FROM m.rebuild_bloated_indexes()',
      ),
    ).toEqual([['bloated_id', 't', 'REINDEX INDEX CONCURRENTLY public.bloated_id;']]);
    expect(
      await read(
        "SELECT write_rate, statement FROM m.autovacuum_recommendations() WHERE relname = 'events'",
      ),
    ).toEqual([
      [
        expect.stringMatching(/high$/),
        expect.stringMatching(
          /^ALTER TABLE public\.events SET \(autovacuum_vacuum_scale_factor = 0\.0[25], autovacuum_analyze_scale_factor = 0\.0[\d]+\);$/,
        ),
      ],
    ]);

    // Sessions and locks
    const holder = await server.connect({ database });
    const waiter = await server.connect({ database });
    await holder.script('BEGIN; LOCK TABLE details IN ACCESS EXCLUSIVE MODE');
    const waiting = waiter.script('SELECT * FROM details');
    try {
      const blocked = `SELECT blocked_pid = ${waiter.pid}, blocking_pid = ${holder.pid}, blocking_state, blocked_query
        FROM m.v_blocking_queries`;
      await expect
        .poll(() => read(blocked))
        .toEqual([['t', 't', 'idle in transaction', 'SELECT * FROM details']]);
      expect(
        await read(
          `SELECT state, wait_event_type, query_age >= interval '0' FROM m.v_connection_stats WHERE pid = ${waiter.pid}`,
        ),
      ).toEqual([['active', 'Lock', 't']]);
      expect(
        await read(
          "SELECT connection_count >= 1, percent_of_max > 0 FROM m.v_connection_summary WHERE state = 'idle in transaction'",
        ),
      ).toEqual([['t', 't']]);
      // Nothing waits behind the lock, and what is locked has no size.
      expect(
        await read("SELECT total_bytes FROM m.v_table_stats WHERE relname = 'details'"),
      ).toEqual([[null]]);
      expect(
        await read(
          "SELECT status, value::int >= 1 FROM m.database_health_check() WHERE check_name = 'Sessions Waiting For Locks'",
        ),
      ).toEqual([['WARNING', 't']]);
    } finally {
      await holder.close();
      await waiting;
      await waiter.close();
    }

    // Partitions
    expect(
      await read(
        `SELECT partition_name, range_end::date, live_rows, health FROM m.v_partition_health
         WHERE parent_table = 'sales' ORDER BY 1`,
      ),
    ).toEqual([
      ['sales_old', '2020-02-01', '10', 'OK'],
      ['sales_rest', null, '1', 'ROWS IN DEFAULT'],
    ]);
    expect(
      await read(
        "SELECT partitions, total_rows, future_partitions, covered_until::date FROM m.v_partition_growth WHERE parent_table = 'sales'",
      ),
    ).toEqual([['2', '11', '0', '2020-02-01']]);
    expect(
      await read(
        "SELECT usage_category FROM m.analyze_partition_usage() WHERE partition_name = 'sales_old'",
      ),
    ).toEqual([['WRITE ONLY']]);
    const months = await own(
      "SELECT partition_name, range_start::date = date_trunc('month', now())::date, action FROM m.create_future_month_partitions('sales', 1)",
    );
    expect(months).toEqual([
      [expect.stringMatching(/^public\.sales_\d{4}_\d\d$/), 't', 'created'],
      [expect.stringMatching(/^public\.sales_\d{4}_\d\d$/), 'f', 'created'],
    ]);
    expect(await own(`SELECT action FROM m.create_future_partitions('sales', 'month', 1)`)).toEqual(
      [['exists'], ['exists']],
    );
    expect(
      await own(
        `SELECT partition_name ~ '^public."Odd ""Name_\\d{4}_\\d\\d_\\d\\d"$', action
         FROM m.create_future_day_partitions('"Odd ""Name"', 1)`,
      ),
    ).toEqual([
      ['t', 'created'],
      ['t', 'created'],
    ]);
    await expect(
      own("SELECT * FROM m.create_future_partitions('by_list', 'month', 1)"),
    ).rejects.toThrow('by_list is not partitioned by range of one column of type date');
    await expect(
      own("SELECT * FROM m.create_future_partitions('sales', 'year; DROP TABLE sales', 1)"),
    ).rejects.toThrow('expected month or day');
    await own(
      "INSERT INTO m.partition_policies VALUES ('public.sales', 'month', 2, 24), ('public.gone', 'day', 3, NULL)",
    );
    expect(
      await own('SELECT partition_name, action FROM m.archive_old_partitions(24, NULL, true)'),
    ).toEqual([['public.sales_old', 'would be detached']]);
    expect(
      await own(
        "SELECT parent_table, action FROM m.run_scheduled_maintenance('daily_partition_creation') r (parent_table, action)",
      ),
    ).toEqual([
      ['public.gone', 'skipped: there is no such table'],
      [expect.stringMatching(/sales_\d{4}_\d\d$/), 'created'],
      ['public.sales_old', 'detached'],
    ]);
    expect(await own('SELECT count(*) FROM sales_old')).toEqual([['10']]);

    // Maintenance
    expect(
      await read(
        "SELECT statement, reason FROM m.run_maintenance_vacuum() WHERE statement LIKE '%events%'",
      ),
    ).toEqual([['VACUUM (ANALYZE, SKIP_LOCKED) public.events;', '8000 dead rows, 20.0 %']]);
    expect(
      await own(
        "SELECT changed_rows >= 8000 FROM m.update_table_statistics() WHERE table_name = 'public.events'",
      ),
    ).toEqual([['t']]);
    await own("UPDATE m.maintenance_schedule SET enabled = false WHERE job_name = 'weekly_vacuum'");
    expect(await write("SELECT outcome FROM m.run_scheduled_maintenance('weekly_vacuum')")).toEqual(
      [['skipped: the job is not enabled']],
    );
    await expect(write("SELECT m.run_scheduled_maintenance('hourly')")).rejects.toThrow(
      'there is no job "hourly"',
    );

    // Snapshots
    expect(
      await write(
        "SELECT outcome ~ '^\\d+ entries stored$' FROM m.run_scheduled_maintenance('hourly_query_stats')",
      ),
    ).toEqual([['t']]);
    const sum = 'SELECT sum(g) FROM generate_series(1, 100000) g';
    await own(sum);
    await own(sum);
    expect(
      await read(
        `SELECT calls, rows, total_time_ms > 0, measured_since IS NOT NULL FROM m.get_query_performance('1 minute')
         WHERE database = current_database() AND query LIKE 'SELECT sum(g)%'`,
      ),
    ).toEqual([['2', '2', 't', 't']]);
    expect(
      await read(
        `SELECT * FROM m.get_query_performance('1 minute') WHERE query LIKE 'SELECT %pg_sleep(%'
           AND database = current_database()`,
      ),
    ).toEqual([]);
    for (const table of ['moments', 'snapshots']) {
      await own(`UPDATE m.query_stats_${table} SET taken_at = taken_at - interval '8 days'`);
    }
    await write('SELECT m.take_query_stats_snapshot()');
    expect(await read('SELECT count(DISTINCT taken_at) FROM m.query_stats_snapshots')).toEqual([
      ['1'],
    ]);
    expect(
      await read('SELECT job_name, run_by, status FROM m.maintenance_log ORDER BY id'),
    ).toEqual([
      ['daily_partition_creation', 'postgres', 'ok'],
      ['weekly_vacuum', writer, 'skipped'],
      ['hourly_query_stats', writer, 'ok'],
    ]);
    expect(
      await read(
        'SELECT count(*), count(*) FILTER (WHERE status IS NULL OR value IS NULL OR recommendation IS NULL) FROM m.database_health_check()',
      ),
    ).toEqual([['10', '0']]);
    const maintenance =
      "SELECT status, value, recommendation FROM m.database_health_check() WHERE check_name = 'Maintenance'";
    expect(await read(maintenance)).toEqual([
      ['GOOD', '0 of 2 jobs failed when they ran last', 'None'],
    ]);
    await own(
      "UPDATE m.maintenance_log SET status = 'failed' WHERE job_name = 'hourly_query_stats'",
    );
    expect(await read(maintenance)).toEqual([
      [
        'WARNING',
        '1 of 2 jobs failed when they ran last',
        'See maintenance_log: hourly_query_stats',
      ],
    ]);

    // Who may do what
    for (const call of [
      'm.reset_query_stats()',
      "m.run_scheduled_maintenance('weekly_vacuum')",
      'm.take_query_stats_snapshot()',
      "m.create_future_partitions('sales', 'day', 1)",
    ]) {
      await expect(read(`SELECT ${call}`)).rejects.toThrow('permission denied for function');
    }
    await expect(read('DELETE FROM m.maintenance_log')).rejects.toThrow('permission denied');
    await expect((await as({ user: 'plain' }))('SELECT * FROM m.v_table_stats')).rejects.toThrow(
      'permission denied for schema monitoring',
    );
    expect(await own(WITHOUT_COMMENT)).toEqual([]);
    expect(await own(WITHOUT_SEARCH_PATH)).toEqual([]);

    // The extension goes and comes.
    await own('DROP EXTENSION pg_stat_statements');
    expect(await read('SELECT * FROM m.v_slow_queries')).toEqual([]);
    expect(
      await read(
        "SELECT value FROM m.database_health_check() WHERE check_name = 'Query Statistics'",
      ),
    ).toEqual([['not installed']]);
    await own('CREATE SCHEMA "Ext"');
    await own(`CREATE EXTENSION pg_stat_statements SCHEMA "Ext" VERSION '1.4'`);
    expect(await own('SELECT count(*) > 0 FROM m.statements()')).toEqual([['t']]);
    await own('DROP EXTENSION pg_stat_statements');
    await own('DROP SCHEMA "Ext"');

    const session = await server.connect({ database });
    await inTransaction(session, () => migrateDown(session));
    await session.close();
    expect(await schemasOf(server, database)).toEqual(before);
  });
});

async function schemasOf(server: Parameters<typeof serverPicture>[0], database: string) {
  const { functions, schemas } = (await serverPicture(server, database)) as Record<string, unknown>;
  return { functions, schemas };
}

const WITHOUT_COMMENT = `
  SELECT c.relname FROM pg_class c
  WHERE c.relnamespace = 'monitoring'::regnamespace AND c.relkind IN ('r', 'v') AND obj_description(c.oid, 'pg_class') IS NULL
  UNION ALL
  SELECT p.proname FROM pg_proc p
  WHERE p.pronamespace = 'monitoring'::regnamespace AND obj_description(p.oid, 'pg_proc') IS NULL`;

const WITHOUT_SEARCH_PATH = `
  SELECT p.proname FROM pg_proc p
  WHERE p.pronamespace = 'monitoring'::regnamespace AND p.prokind = 'f' AND NOT EXISTS (
    SELECT FROM unnest(p.proconfig) o WHERE o = 'search_path=pg_catalog, pg_temp')`;

test.each([
  ['UTC', 'Europe/Berlin'],
  ['UTC', 'America/New_York'],
  ['Europe/Berlin', 'UTC'],
])('partitions made in %s and then in %s leave no gap', async (first, second) => {
  const server = sharedServer(18);
  const database = await server.createDatabase();
  const writer = `writer_${randomBytes(4).toString('hex')}`;
  await server.execute(`CREATE ROLE ${writer}`);
  onTestFinished(async () => {
    await server.dropDatabase(database);
    await server.execute(`DROP ROLE ${writer}`);
  });
  await installSchema(server, database, writer);
  const session = await server.connect({ database });
  onTestFinished(() => session.close());
  const make = 'SELECT * FROM monitoring.create_future_month_partitions';
  await session.script(`CREATE TABLE trades (at timestamptz NOT NULL) PARTITION BY RANGE (at);
    SET TimeZone = '${first}'; ${make}('trades', 1); SET TimeZone = '${second}'; ${make}('trades', 3)`);
  const { rows } = await session.query(`SELECT count(*) - count(*) FILTER (WHERE start = before),
      max(ends) > now() + interval '2 months'
    FROM (SELECT p.range_start AS start, p.range_end AS ends, lag(p.range_end) OVER (ORDER BY p.range_start) AS before
          FROM monitoring.partitions() p WHERE p.parent = 'trades'::regclass) bounds`);
  expect(rows).toEqual([['1', 't']]);
});

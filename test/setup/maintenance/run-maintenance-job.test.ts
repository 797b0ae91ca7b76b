import { expect, test } from 'vitest';
import { MAJORS } from '../../helpers/servers.ts';
import { schemaDatabase } from '../schema-database.ts';

test.each(MAJORS)(
  'the procedure commits after each table, which the function cannot, on PostgreSQL %i',
  async (major) => {
    const { database, execute, server } = await schemaDatabase(major);
    await server.script(
      `CREATE TABLE first (id int); CREATE TABLE second (id int); CREATE INDEX second_id ON second (id);
      CREATE TABLE parts_1 (at date NOT NULL) PARTITION BY RANGE (at);
      CREATE TABLE parts_2 (at date NOT NULL) PARTITION BY RANGE (at);
      INSERT INTO monitoring.partition_policies VALUES
        ('public.parts_1', 'month', 1, NULL), ('public.parts_2', 'month', 1, NULL), ('public.gone', 'day', 1, 12)`,
      { database },
    );
    const due = `SELECT table_name FROM monitoring.tables_to_analyze() WHERE table_name LIKE 'public.%'`;
    const change = async () => {
      await execute('INSERT INTO first SELECT generate_series(1, 2000)');
      await execute('INSERT INTO second SELECT generate_series(1, 1000)');
      await expect.poll(() => execute(due)).toEqual([['public.first'], ['public.second']]);
    };
    await change();
    // ANALYZE of the second table waits for its index: which locks are held meanwhile?
    const locked = `SELECT relation::regclass FROM pg_locks JOIN pg_stat_activity USING (pid)
      WHERE mode = 'ShareUpdateExclusiveLock' AND datname = current_database() AND wait_event_type = 'Lock'
        AND locktype = 'relation' ORDER BY 1`;
    const holder = await server.connect({ database });
    const whileWaiting = async (call: string, held: readonly string[]) => {
      await holder.script('BEGIN; ALTER INDEX second_id SET TABLESPACE pg_default');
      const calling = execute(call);
      await expect.poll(() => execute(locked)).toEqual(held.map((name) => [name]));
      await holder.script('ROLLBACK');
      return await calling;
    };
    expect(
      await whileWaiting(
        "SELECT table_name, outcome FROM monitoring.update_table_statistics() WHERE table_name LIKE 'public.%'",
        ['first', 'second'],
      ),
    ).toEqual([
      ['public.first', 'analyzed'],
      ['public.second', 'analyzed'],
    ]);
    await change();
    const called = await whileWaiting(
      "CALL monitoring.run_maintenance_job('daily_statistics_update')",
      ['second'],
    );
    await holder.close();
    expect(called[0]?.[0]?.split('\n')).toEqual(
      expect.arrayContaining([
        'public.first  analyzed after 2000 changed rows',
        'public.second  analyzed after 1000 changed rows',
      ]),
    );

    const made = await execute("CALL monitoring.run_maintenance_job('daily_partition_creation')");
    expect(made[0]?.[0]?.split('\n')).toEqual([
      'public.gone  skipped: there is no such table',
      ...Array(4).fill(expect.stringMatching(/^public\.parts_[12]_\d{4}_\d\d {2}created$/)),
    ]);
    expect(
      await execute(
        'SELECT job_name, status, items, message FROM monitoring.maintenance_log ORDER BY id',
      ),
    ).toEqual([
      ['daily_statistics_update', 'ok', expect.any(String), null],
      ['daily_partition_creation', 'ok', '4', '1 skipped: there is no such table'],
    ]);
    // Nothing of it holds on in the session that called it.
    const session = await server.connect({ database });
    const snapshot = "CALL monitoring.run_maintenance_job('hourly_query_stats')";
    await session.query(snapshot);
    const { rows } = await session.query(
      "SELECT current_setting('search_path'), count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()",
    );
    expect(rows).toEqual([['"$user", public', '0']]);
    await session.script('BEGIN');
    await expect(session.query(snapshot)).rejects.toThrow('invalid transaction termination');
    await session.close();
  },
);

test('a policy names a table with its schema', async () => {
  const { execute } = await schemaDatabase(18);
  for (const parent of ['sales', 'a.public.sales', 'public.sales; DROP TABLE sales']) {
    await expect(
      execute(`INSERT INTO monitoring.partition_policies VALUES ('${parent}', 'day', 1)`),
    ).rejects.toThrow(/parent_is_schema_dot_table|not a valid identifier/);
  }
});

test('a run that was broken off is no longer said to be running once another begins', async () => {
  const { execute } = await schemaDatabase(18);
  await execute(
    "INSERT INTO monitoring.maintenance_log (job_name, status) VALUES ('hourly_query_stats', 'running')",
  );
  await execute("CALL monitoring.run_maintenance_job('hourly_query_stats')");
  expect(
    await execute(
      'SELECT status, message, finished_at IS NULL FROM monitoring.maintenance_log ORDER BY id',
    ),
  ).toEqual([
    ['failed', 'the run did not come to its end', 'f'],
    ['ok', null, 'f'],
  ]);
});

import { expect, test } from 'vitest';
import { runMain } from '../../cli/run-main.ts';
import { MAJORS } from '../../helpers/servers.ts';
import { schemaDatabase } from '../schema-database.ts';

const WITH_ROLE = MAJORS.filter((major) => major >= 17);

test.each(WITH_ROLE)(
  'a role that owns nothing maintains all tables by pg_maintain on PostgreSQL %i, and says what it may not',
  async (major) => {
    const { argv, database, execute, server, writer } = await schemaDatabase(major);
    await execute(`ALTER ROLE ${writer} LOGIN PASSWORD 'w'`);
    await execute(`GRANT pg_monitor, pg_maintain TO ${writer}`);
    await execute('CREATE TABLE theirs (id int) WITH (autovacuum_enabled = off)');
    await execute('INSERT INTO theirs SELECT generate_series(1, 5000)');
    await execute('DELETE FROM theirs WHERE id <= 2000');
    await execute('CREATE TABLE sales (at date NOT NULL) PARTITION BY RANGE (at)');
    await execute(
      "CREATE TABLE sales_2020 PARTITION OF sales FOR VALUES FROM ('2020-01-01') TO ('2020-02-01')",
    );
    await execute(
      "INSERT INTO monitoring.partition_policies VALUES ('public.sales', 'month', 1, 12)",
    );
    await expect
      .poll(() => execute('SELECT count(*) FROM monitoring.run_maintenance_vacuum()'))
      .toEqual([['1']]);
    const url = ['--url', server.uri({ database, user: writer, password: 'w' })];
    const { code, stdout } = await runMain(['maintenance', 'run', ...url]);
    expect(code).toBe(1);
    expect(stdout).toContain('  public.theirs  analyzed after 7000 changed rows\n');
    expect(stdout).toContain('  VACUUM (ANALYZE, SKIP_LOCKED) public.theirs;  done\n');
    expect(stdout).toContain(
      'daily_partition_creation: failed\n  public.sales  failed: permission denied for schema public; it takes the owner of public.sales\n  public.sales_2020  failed: must be owner of table sales; it takes the owner of public.sales\n',
    );
    expect(stdout).toContain('hourly_query_stats: ok\n');
    // What such a login cannot set up is printed for those who can.
    const setup = await runMain(['setup', '--role', 'nobody_yet', '--schema', ...url]);
    expect(setup.stdout).not.toContain('  missing');
    expect(
      setup.stdout,
    ).toContain(`    admin    role nobody_yet_maintenance for those who may run maintenance
             the exporter itself may only read
             it takes a superuser
               CREATE ROLE nobody_yet_maintenance NOLOGIN;
               GRANT pg_monitor TO nobody_yet_maintenance;
`);
    expect(
      (await runMain(['setup', '--role', 'nobody_yet', '--schema', ...argv()])).stdout,
    ).toContain(`    missing  role nobody_yet_maintenance for those who may run maintenance
             the exporter itself may only read
             grant it pg_maintain for VACUUM and ANALYZE, and the owner of the
             tables for partitions
`);
    // Nothing is left half detached.
    expect(await execute('SELECT count(*) FROM pg_inherits WHERE inhdetachpending')).toEqual([
      ['0'],
    ]);
  },
);

import { describe, expect, test } from 'vitest';
import { waitUntil } from '../../src/demo/embedded/wait-until.ts';
import { runWorkload } from '../../src/demo/run-workload.ts';
import { runMain } from '../cli/run-main.ts';
import { sharedServer } from '../helpers/shared.ts';

describe('the shop on a server that is there already', () => {
  const server = sharedServer(18);

  test('is loaded once, and its customers come back', async () => {
    const database = await server.createDatabase();
    const steps: string[] = [];
    const open = () =>
      runWorkload({
        server: server.connectOptions({ database }),
        onProgress: ({ step }) => steps.push(step),
        onWorkload: () => undefined,
        seed: 1,
      });
    await (await open()).stop();
    const loaded = steps.length;
    expect(loaded).toBeGreaterThan(5);
    const again = await open();
    expect(steps).toHaveLength(loaded);
    const commits = async () => {
      const [row] = await server.execute(
        `SELECT count(*) FROM pg_stat_activity WHERE datname = '${database}' AND usename = 'shop_app' AND query <> ''`,
      );
      return Number(row?.[0]) > 3;
    };
    expect(await waitUntil(commits, { timeoutMs: 10_000 })).toBe(true);
    await again.stop();
    await server.dropDatabase(database);
  });

  test('is refused by a database with tables of somebody else', async () => {
    const database = await server.createDatabase();
    await server.execute('CREATE TABLE ledger (id int)', { database });
    const env = { DATABASE_URL: server.uri({ database }) };
    const { code, stderr } = await runMain(['demo', '--workload-only'], env);
    expect(code).toBe(1);
    expect(stderr).toBe(
      `pgvitals: the database ${database} has tables of somebody else, such as ledger; the demo wants one that is empty\n`,
    );
    await server.dropDatabase(database);
  });

  test('needs a server to be named', async () => {
    const { code, stderr } = await runMain(['demo', '--workload-only']);
    expect([code, stderr]).toEqual([
      2,
      'pgvitals: no server is named: give DATABASE_URL, DATA_SOURCE_URI or PGHOST of a superuser\n',
    ]);
  });
});

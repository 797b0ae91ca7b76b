import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freePort } from '../../src/demo/embedded/free-port.ts';
import { startServer, type TestServer } from '../helpers/servers.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { type Run, runMain } from './run-main.ts';

let server: TestServer;
/** The servers of the tests run without fsync, which is critical, and rightly so. */
const QUIET = {
  durability_off: { critical: 'off' },
  connections_used: { warning: 'off', critical: 'off' },
  // Other tests fill caches and drop databases meanwhile.
  cache_hit_ratio: { warning: 'off', critical: 'off' },
  rollback_ratio: { warning: 'off', critical: 'off' },
};

let uri: string;
beforeAll(async () => {
  // Its own, as what other tests do to a shared one may be bad indeed.
  server = await startServer(18);
  uri = server.uri({ user: 'pgvitals' });
});
afterAll(() => server?.remove());

describe('pgvitals check', () => {
  test('ends with 2 and says what is critical, with value, limit and where', async () => {
    const values = { ...QUIET, connections_used: { critical: 0 } };
    const { code, stderr, stdout } = await check({
      targets: { a: { url: uri } },
      thresholds: { values },
    });
    expect([code, stderr]).toEqual([2, '']);
    expect(stdout).toMatch(/^VERDICT +TARGET +THRESHOLD +VALUE +LIMIT +WHERE$/m);
    expect(stdout).toMatch(/^critical +a +connections_used +[\d.]+% +> 0% +Share of the/m);
    expect(stdout).toMatch(/^\d+ critical, \d+ warning, \d+ info, \d+ ok$/m);
    expect(stdout).toMatch(
      /^Not judged: [\s\S]*\d+\s+that\s+need\s+a\s+history\s+\(give\s+--prometheus\)/m,
    );
  });

  test('ends with 1 for a warning, with the limits of the target before those of all', async () => {
    const own = { values: { connections_used: { warning: 0 } } };
    const config = {
      targets: { a: { url: uri, thresholds: own } },
      thresholds: { preset: 'development', values: QUIET },
    };
    const { code, stdout } = await check(config);
    expect(stdout).toMatch(/^warning +a +connections_used/m);
    expect(code).toBe(1);
  });

  test('ends with 0 where nothing is bad, and lists all with --all', async () => {
    const config = {
      targets: { a: { url: uri } },
      thresholds: { preset: 'development', values: QUIET },
    };
    const { code, stdout } = await check(config, '--all');
    expect(stdout).toMatch(/^ok +a +server_down +1 +< 1/m);
    expect(stdout).toMatch(/^needs history +a +standby_missing +- +- +looks at 24 hou/m);
    expect(code).toBe(0);
  });

  test('calls a server critical that does not answer', async () => {
    const url = `postgresql://pgvitals@127.0.0.1:${await freePort()}/postgres`;
    const { code, stdout } = await check({ targets: { a: { url } } });
    expect(stdout).toMatch(/^critical +a +server_down +0 +< 1/m);
    expect(code).toBe(2);
  });

  test('prints JSON with what to look with', async () => {
    const { stdout } = await check({ targets: { a: { url: uri } } }, '--json');
    const all = JSON.parse(stdout) as readonly Record<string, unknown>[];
    expect(all.find(({ threshold }) => threshold === 'replication_lag')).toEqual({
      target: 'a',
      threshold: 'replication_lag',
      alert: 'PostgresReplicationLag',
      category: 'replication',
      verdict: 'ok',
      labels: {},
      value: 0,
      limit: 60,
      unit: 'seconds',
      worse: 'above',
      alert_after_seconds: 0,
      sql: expect.stringContaining('pg_last_wal_replay_lsn'),
      runbook: 'docs/runbooks/replication-lag.md',
    });
  });

  test.each([
    [
      { targets: { a: {} } },
      ['--target', 'b'],
      /there is no target "b"; did you mean "a"\?|there is no target "b"; configured are: a/,
    ],
    [
      { thresholds: { values: { conections_used: {} } } },
      [],
      /pgvitals\.yaml:1:\d+: there is no threshold "conections_used"; did you mean "connections_used"/,
    ],
    [{ targets: { a: {} } }, ['--prometheus', 'localhost'], /no URL; expected such as http/],
    [
      { targets: { a: {} } },
      ['--prometheus', 'http://127.0.0.1:1'],
      /Prometheus at http:\/\/127\.0\.0\.1:1 cannot be reached/,
    ],
  ])('ends with 3 when nothing can be known: %j %j', async (config, flags, message) => {
    const { code, stderr, stdout } = await check(config, ...flags);
    expect(stdout).toBe('');
    expect(stderr).toMatch(message);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(code).toBe(3);
  });
});

async function check(config: unknown, ...flags: readonly string[]): Promise<Run> {
  const file = join(await temporaryFolder(), 'pgvitals.yaml');
  await writeFile(file, JSON.stringify(config));
  return runMain(['check', '--config.file', file, '--interval', '1', ...flags]);
}

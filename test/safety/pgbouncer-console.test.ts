import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { runMain } from '../cli/run-main.ts';
import { elapsed } from '../helpers/elapsed.ts';
import { type Pgbouncer, startPgbouncer } from '../helpers/pgbouncer.ts';
import { sharedServer } from '../helpers/shared.ts';
import { tcpProxy } from '../helpers/tcp-proxy.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { ROLES } from '../helpers/test-roles.ts';
import { startExporter } from '../http/running-exporter.ts';
import { parsePage } from '../metrics/parse-page.ts';

const server = sharedServer(18);
/** What a busy machine may add to a deadline. */
const LATE_MS = 400;

describe('a target of kind pgbouncer', () => {
  test('is down with its reason while PgBouncer is stopped, and up again afterwards', async () => {
    const pgbouncer = await startPgbouncer(server, 2);
    const { up } = await exporterOf({ pool: consoleOf(pgbouncer) });
    expect(await up()).toBe('1 ok');
    await pgbouncer.stop();
    expect(await up()).toBe('0 refused');
    await pgbouncer.start();
    expect(await up()).toBe('1 ok');
  });

  test('notices no restart that fell between two scrapes', async () => {
    const pgbouncer = await startPgbouncer(server, 2);
    const { up } = await exporterOf({ pool: consoleOf(pgbouncer) });
    for (let restart = 0; restart < 3; restart++) {
      expect(await up()).toBe('1 ok');
      await pgbouncer.stop();
      await pgbouncer.start();
    }
    expect(await up()).toBe('1 ok');
  });

  test('says authentication for a wrong password and for a user without rights', async () => {
    const pgbouncer = await startPgbouncer(server, 2);
    const { exporter, up } = await exporterOf({
      wrong: { ...consoleOf(pgbouncer), password: 'hunter2' },
      plain: { ...consoleOf(pgbouncer), ...ROLES.plain },
      nobody: { ...consoleOf(pgbouncer), user: 'nobody' },
    });
    expect(await up('wrong')).toBe('0 authentication');
    expect(await up('plain')).toBe('0 authentication');
    expect(await up('nobody')).toBe('0 authentication');
    const seen = exporter.log.join('\n');
    for (const secret of ['hunter2', ROLES.plain.password]) expect(seen).not.toContain(secret);
  });

  test('that is a PostgreSQL in truth is down, and says that there is no such database', async () => {
    const { up } = await exporterOf({ pool: consoleOf(server) });
    expect(await up()).toBe('0 no_such_database');
  });

  test('that goes silent costs one scrape until the timeout of a query', async () => {
    const pgbouncer = await startPgbouncer(server, 2);
    const proxy = await tcpProxy('127.0.0.1', pgbouncer.port);
    const { families, up } = await exporterOf(
      { pool: consoleOf(proxy) },
      { scrape_timeout: '5s', connect_timeout: '300ms' },
    );
    expect(await up()).toBe('1 ok');
    proxy.silenceAt('SHOW POOLS');
    const { ms, value } = await elapsed(families);
    expect(proxy.silent()).toBe(true);
    // SHOW POOLS, half a second for its session to end, and the attempt at a new one.
    expect(ms).toBeLessThan(1000 + 500 + 300 + LATE_MS);
    const failed = value
      .get('pgvitals_query_failures_total')
      ?.samples.map(({ labels }) => `${labels.query} ${labels.reason}`);
    expect(failed).toContain('pgbouncer_pools timeout');
    expect(value.get('pgbouncer_version_info')?.samples).toHaveLength(1);
    proxy.resume();
    expect(await up()).toBe('1 ok');
  });

  test('that goes silent before anything costs no more than the deadline', async () => {
    const pgbouncer = await startPgbouncer(server, 2);
    const proxy = await tcpProxy('127.0.0.1', pgbouncer.port);
    const { up } = await exporterOf({ pool: consoleOf(proxy) }, { scrape_timeout: '600ms' });
    expect(await up()).toBe('1 ok');
    proxy.silence();
    const { ms, value } = await elapsed(up);
    expect(value).toBe('0 timeout');
    expect(ms).toBeLessThan(600 + LATE_MS);
    proxy.resume();
    expect(await up()).toBe('1 ok');
  });

  test('runs the queries for PgBouncer and no others, on one session', async () => {
    const pgbouncer = await startPgbouncer(server, 2);
    const { families } = await exporterOf({
      pool: consoleOf(pgbouncer),
      main: { url: server.uri({ user: 'pgvitals' }), databases: { include: [] } },
    });
    const named = async (target: string) => {
      const page = await families(target);
      const of = (name: string) => page.get(name)?.samples ?? [];
      const all = [...of('pgvitals_query_success'), ...of('pgvitals_query_skipped')];
      return all.map(({ labels }) => labels.query ?? '');
    };
    const pool = await named('pool');
    const main = await named('main');
    expect(pool.length).toBeGreaterThan(5);
    expect(main.length).toBeGreaterThan(20);
    expect(pool.filter((query) => !query.startsWith('pgbouncer_'))).toEqual([]);
    expect(main.filter((query) => query.startsWith('pgbouncer_'))).toEqual([]);
    const page = await families('pool');
    expect(page.get('pgvitals_connections_limit')?.samples[0]?.value).toBe('1');
    const own = { database: 'pgbouncer', user: 'pgbouncer' };
    const clients = page.get('pgbouncer_pools_client_active_connections')?.samples;
    expect(clients).toContainEqual(expect.objectContaining({ labels: own, value: '1' }));
  });

  test('loses nothing but the query that the console refuses', async () => {
    const pgbouncer = await startPgbouncer(server, 2);
    const { families } = await exporterOf({ pool: consoleOf(pgbouncer) }, {}, OWN_CATALOG);
    for (let scrape = 1; scrape <= 3; scrape++) {
      const page = await families();
      expect(page.get('pgvitals_query_failures_total')?.samples).toEqual([
        expect.objectContaining({
          labels: { database: 'pgbouncer', query: 't_unknown', reason: 'query_error' },
          value: String(scrape),
        }),
      ]);
      expect(page.get('t_lists_users')?.samples).toHaveLength(1);
      expect(page.get('t_lists_always')?.samples[0]?.value).toBe('7');
    }
  });

  test('is explained with its version and what it lacks', async () => {
    const pgbouncer = await startPgbouncer(server, 2);
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'own.yaml'), OWN_CATALOG);
    const config = {
      targets: { pool: consoleOf(pgbouncer) },
      catalog: { shipped: false, files: ['own.yaml'] },
    };
    await writeFile(join(folder, 'pgvitals.yaml'), JSON.stringify(config));
    const flags = ['explain', '--config.file', join(folder, 'pgvitals.yaml')];
    const { code, stdout } = await runMain(flags);
    expect(code).toBe(0);
    const text = stdout.replaceAll(String(pgbouncer.port), 'PORT').replaceAll(/1\.\d+\.\d+/g, 'V');
    expect(text.replace(/this is 1\.\d+/, 'this is M')).toBe(`\
target pool: pgvitals@127.0.0.1:PORT/pgbouncer (sslmode prefer)
  PgBouncer V, as user pgvitals

  database pgbouncer
    runs 2:
      t_unknown  every scrape
      t_lists    every scrape
    skipped 1:
      t_future   version: needs PgBouncer >=7, this is M

`);
    const json = JSON.parse((await runMain([...flags, '--json'])).stdout);
    expect(json[0].server).toMatchObject({ role: 'pooler', user: 'pgvitals' });
  });
});

const OWN_CATALOG = `
t_unknown:
  description: Not there.
  category: trend
  scope: pgbouncer
  query: SHOW NOTHING
  metrics: [{ value: { usage: GAUGE, description: A value. } }]
t_lists:
  description: Two ways to a value.
  category: trend
  scope: pgbouncer
  requires: { version: ">=1.12 <7" }
  query: show lists;
  pivot: { name: list, value: items }
  metrics:
    - users: { usage: GAUGE, description: Users. }
    - always: { usage: GAUGE, constant: 7, description: Always 7. }
    - nothing_like_it: { usage: GAUGE, description: Not there. }
t_future:
  description: Not yet.
  category: trend
  scope: pgbouncer
  requires: { version: ">=7" }
  query: SHOW LISTS
  metrics: [{ value: { usage: GAUGE, description: A value. } }]
t_sql:
  description: For PostgreSQL.
  category: trend
  query: SELECT 1 AS value
  metrics: [{ value: { usage: GAUGE, description: A value. } }]
`;

function consoleOf({ port }: Pick<Pgbouncer, 'port'>) {
  return { kind: 'pgbouncer', host: '127.0.0.1', port, ...ROLES.pgvitals };
}

async function exporterOf(targets: unknown, limits: unknown = {}, catalog?: string) {
  const own = catalog === undefined ? {} : { catalog: { shipped: false, files: ['own.yaml'] } };
  const files = catalog === undefined ? {} : { 'own.yaml': catalog };
  const exporter = await startExporter({ targets, limits, ...own }, { files });
  onTestFinished(() => exporter[Symbol.asyncDispose]());
  const families = async (target = 'pool') =>
    parsePage(await exporter.page(`/probe?target=${target}`));
  const up = async (target?: string) => {
    const page = await families(target);
    const [status] = page.get('pgvitals_target_status')?.samples ?? [];
    return `${page.get('pg_up')?.samples[0]?.value} ${status?.labels.reason}`;
  };
  return { exporter, families, up };
}

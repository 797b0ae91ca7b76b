import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { checkConnection } from '../../src/doctor/check-connection.ts';
import type { DoctorFacts } from '../../src/doctor/server-facts.ts';
import { startPgbouncer } from '../helpers/pgbouncer.ts';
import { MAJORS, startServer, startStandby } from '../helpers/servers.ts';
import { sharedServer } from '../helpers/shared.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { startExporter } from '../http/running-exporter.ts';
import { runAlertmanager } from '../paging/run-alertmanager.ts';
import { runPrometheus } from '../prometheus/run-prometheus.ts';
import { runMain } from './run-main.ts';

describe('doctor, of a server', () => {
  test.each(MAJORS)(
    'finds on PostgreSQL %i with pg_monitor only what is worth a warning',
    async (major) => {
      const url = sharedServer(major).uri({ user: 'pgvitals' });
      const { code, stdout } = await runMain([
        'doctor',
        '--config.file',
        await configOf(url),
        '--json',
      ]);
      const [{ findings }] = JSON.parse(stdout) as [{ findings: readonly Found[] }];
      expect(code).toBe(0);
      expect(findings.filter(({ state }) => state === 'missing')).toEqual([]);
      // How full the server is, is up to the other tests.
      const steady = findings.filter(
        ({ check }) => check !== 'statements' && check !== 'connections',
      );
      const warnings = steady.filter(({ state }) => state === 'warning');
      expect(warnings.map(({ check, found }) => `${check}: ${found}`).sort()).toEqual(
        [
          ...(major < 14 ? [expect.stringMatching(/^version: 13\./)] : []),
          'connection limit: none',
          'setting: log_line_prefix = %m [%p] ',
          'setting: log_min_duration_statement = -1',
          'setting: pg_stat_statements.max = 5000',
          'setting: pg_stat_statements.track_utility = on',
        ].sort((a, b) => String(a).localeCompare(String(b), 'en')),
      );
      expect(findings.map(({ check }) => check)).toEqual(
        expect.arrayContaining(['reachable', 'TLS', 'pooler', 'clock', 'catalog', 'statements']),
      );
    },
  );

  test('says which SQL mends a role without rights, an old extension and a closed database', async () => {
    const server = sharedServer(18);
    const database = await server.createDatabase();
    const closed = await server.createDatabase();
    onTestFinished(async () => {
      await server.dropDatabase(database);
      await server.dropDatabase(closed);
    });
    await server.execute(`REVOKE CONNECT ON DATABASE ${closed} FROM PUBLIC`);
    await server.execute("CREATE EXTENSION pg_stat_statements VERSION '1.9'", { database });
    await server.script(
      "CREATE TABLE big AS SELECT repeat('x', 1000) AS x FROM generate_series(1, 2000); ANALYZE big",
      { database },
    );
    const { code, text } = await diagnoseAll(server.uri({ user: 'plain', database }));
    expect(code).toBe(1);
    expect(text).toContain(
      `  missing  privileges: plain lacks pg_monitor
           statements, sessions and replication of others are not seen
             GRANT pg_monitor TO plain;
`,
    );
    expect(text).toContain(`
             in database ${database}: ALTER EXTENSION pg_stat_statements UPDATE;
`);
    expect(text).toContain(`
             GRANT CONNECT ON DATABASE ${closed} TO plain;
`);
    expect(text).toContain(`${database}: statistics of 1 table over 1 MB are hidden`);
    expect(text).toContain(
      '\n             GRANT pg_read_all_data TO plain; this lets it read all tables\n',
    );
  });

  test('finds on a primary and its standby what is not preloaded, and then a full table of statements', async () => {
    await using primary = await startServer(16, {
      settings: { shared_preload_libraries: 'auto_explain' },
    });
    const before = await diagnose(primary.uri({ user: 'pgvitals' }));
    expect([before.code, before.text]).toEqual([
      1,
      expect.stringContaining(`
             ALTER SYSTEM SET shared_preload_libraries = 'auto_explain', 'pg_stat_statements';
             restart PostgreSQL
`),
    ]);
    expect(before.text).toMatch(
      /missing {2}statements: they cannot be read: pg_stat_statements must be loaded/,
    );
    await primary.execute("ALTER SYSTEM SET shared_preload_libraries = 'pg_stat_statements'");
    await primary.restart();
    await primary.execute('ALTER SYSTEM SET pg_stat_statements.max = 100');
    await primary.restart();
    await using standby = await startStandby(primary);
    const session = await standby.connect();
    for (let i = 0; i < 150; i++)
      await session.query(`SELECT ${Array.from({ length: i + 1 }, () => 1)}`);
    await session.close();
    const { text } = await diagnose(standby.uri({ user: 'pgvitals' }));
    expect(text).toMatch(/ok {7}reachable: PostgreSQL 16\.\d+, standby\n/);
    expect(text).toMatch(/warning {2}statements: \d+ of 100 entries, made room \d+ times\n/);
  });

  test('names a pooler in between, and looks no further into the console of one', async () => {
    const pgbouncer = await startPgbouncer(sharedServer(18), 5);
    const url = `postgresql://pgvitals:pgvitals-of-the-tests@127.0.0.1:${pgbouncer.port}/postgres`;
    const { code, text } = await diagnose(url);
    expect([code, text]).toEqual([
      0,
      expect.stringContaining('a pooler such as PgBouncer stands in'),
    ]);
    const file = join(await temporaryFolder(), 'pgvitals.yaml');
    const pool = { kind: 'pgbouncer', url };
    await writeFile(file, JSON.stringify({ targets: { pool } }));
    const console = await runMain(['doctor', '--config.file', file]);
    expect([console.code, console.stdout]).toEqual([
      0,
      expect.stringContaining(
        '  ok       reachable: the console of a PgBouncer\n\n1 ok, 0 warnings, 0 missing. Everything is in place.\n',
      ),
    ]);
  });

  test('says of a server that cannot be reached why, and what to look at', async () => {
    const server = sharedServer(18);
    const refused = await diagnose('postgresql://me:hunter2@127.0.0.1:1/x');
    expect([refused.code, refused.text]).toEqual([
      1,
      `target default: me@127.0.0.1:1/x (sslmode prefer)
  missing  reachable: no (refused): connect ECONNREFUSED 127.0.0.1:1
           nothing at all is seen
             does PostgreSQL run there, and is the port right? (listen_addresses, port)

0 ok, 0 warnings, 1 missing.
`,
    ]);
    const wrong = await diagnose(server.uri({ user: 'pgvitals', password: 'hunter2' }));
    expect(wrong.text).toContain(
      'no (authentication): password authentication failed for user "pgvitals"',
    );
    expect(wrong.text).not.toContain('hunter2');
    expect((await runMain(['doctor'])).code).toBe(2);
    expect((await runMain(['doctor', '--prometheus', 'localhost:9090'])).stderr).toBe(
      'pgvitals: --prometheus is not a URL such as http://localhost:9090\n',
    );
  });

  test.each([
    ['/run/postgresql', 'prefer', null, 'ok'],
    ['localhost', 'prefer', null, 'ok'],
    ['db1', 'prefer', null, 'warning'],
    ['db1', 'require', 'TLSv1.3', 'warning'],
    ['db1', 'verify-full', 'TLSv1.3', 'ok'],
  ] as const)('to %s with sslmode %s and %s is %s as to TLS', (host, mode, ssl, state) => {
    const options = { ...sharedServer(18).connectOptions(), host, tls: { mode } };
    const facts = { ssl, serverTime: 100_000 } as DoctorFacts;
    const [tls, , clock] = checkConnection(options, { pooled: false }, facts, 106_000);
    expect([tls?.state, clock?.state]).toEqual([state, 'warning']);
  });
});

describe('doctor, of what is around it', () => {
  const rules = join(import.meta.dirname, '..', '..', 'prometheus', 'rules', '*.yml');

  test('a Prometheus that scrapes and has all rules, and one that does and has nothing', async () => {
    const url = sharedServer(18).uri({ user: 'pgvitals' });
    await using exporter = await startExporter({ targets: { a: { url } } });
    const scrape = [{ job_name: 'pg', static_configs: [{ targets: [exporter.url.slice(7)] }] }];
    await using full = await runPrometheus(scrape, { rule_files: [rules] });
    await full.queryUntil('pgvitals_build_info', (samples) => samples.length > 0);
    const good = await diagnose(url, '--prometheus', full.url);
    expect(good.text).toContain('  ok       Prometheus: scrapes the exporter as job pg\n');
    expect(good.text).toMatch(/ {2}ok {7}rules: all \d{2,} are loaded\n/);
    await using empty = await runPrometheus([]);
    const bad = await diagnose(url, '--prometheus', empty.url);
    expect(bad.code).toBe(1);
    expect(bad.text).toContain('  missing  Prometheus: it scrapes no exporter\n');
    expect(bad.text).toContain('  missing  rules: none of ours is loaded\n');
  });

  test('an Alertmanager with routes by severity, and one without', async () => {
    const url = sharedServer(18).uri({ user: 'pgvitals' });
    const receivers = [{ name: 'all' }];
    await using plain = await alertmanager({ route: { receiver: 'all' }, receivers });
    const bad = await diagnose(url, '--alertmanager', plain.url);
    expect([bad.code, bad.text]).toEqual([
      0,
      expect.stringContaining('does not route by severity'),
    ]);
    const routes = [{ matchers: ['severity="critical"'], receiver: 'all' }];
    await using routed = await alertmanager({ route: { receiver: 'all', routes }, receivers });
    const good = await diagnose(url, '--alertmanager', routed.url);
    expect(good.text).toMatch(/ {2}ok {7}Alertmanager: version [\d.]+\S*, routes by severity\n/);
  });

  test('a Grafana with dashboards, one without, and something else altogether', async () => {
    const url = sharedServer(18).uri({ user: 'pgvitals' });
    const answers = {
      '/api/health': { version: '11.2.0' },
      '/api/search?tag=pgvitals&type=dash-db': [] as unknown[],
    };
    const grafana = createServer((request, response) => {
      const answer = answers[request.url as keyof typeof answers];
      response.statusCode = answer === undefined ? 404 : 200;
      response.end(JSON.stringify(answer ?? {}));
    });
    await new Promise<void>((resolve) => grafana.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void grafana.close());
    const address = `http://127.0.0.1:${(grafana.address() as AddressInfo).port}`;
    expect((await diagnose(url, '--grafana', address)).text).toContain(
      '  missing  Grafana: version 11.2.0, none of our dashboards\n',
    );
    answers['/api/search?tag=pgvitals&type=dash-db'].push({ title: 'Overview' });
    expect((await diagnose(url, '--grafana', address)).text).toContain(
      '  ok       Grafana: version 11.2.0, 1 dashboards\n',
    );
    expect((await diagnose(url, '--alertmanager', address)).text).toContain(
      `Alertmanager: ${address}/api/v2/status answers 404`,
    );
  });
});

async function alertmanager(config: unknown) {
  const folder = await temporaryFolder();
  await writeFile(join(folder, 'alertmanager.yml'), JSON.stringify(config));
  return await runAlertmanager(folder);
}

interface Found {
  readonly check: string;
  readonly state: string;
  readonly found: string;
}

/** Of one database only, as other tests make and drop theirs on the same servers. */
async function diagnose(url: string, ...flags: readonly string[]) {
  return await run(['--config.file', await configOf(url), ...flags]);
}

/** Of all databases. */
async function diagnoseAll(url: string) {
  return await run(['--url', url]);
}

async function run(flags: readonly string[]) {
  const { code, stderr, stdout } = await runMain(['doctor', ...flags], { COLUMNS: '120' });
  expect(stderr).toBe('');
  return { code, text: stdout };
}

async function configOf(url: string): Promise<string> {
  const file = join(await temporaryFolder(), 'pgvitals.yaml');
  const targets = { default: { url, databases: { include: [] } } };
  await writeFile(file, JSON.stringify({ targets }));
  return file;
}

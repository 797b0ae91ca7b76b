import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { sharedServer } from '../helpers/shared.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { runMain } from './run-main.ts';

const CATALOG = `
t_always:
  description: Works everywhere.
  category: trend
  ttl: 5m
  query: SELECT 1 AS value
  metrics: [{ value: { usage: GAUGE, description: A value. } }]
t_newer:
  description: Not on 13.
  category: trend
  requires: { version: ">=16" }
  query: SELECT 1 AS value
  metrics: [{ value: { usage: GAUGE, description: A value. } }]
t_by_version:
  description: Two variants.
  category: trend
  query: { "<17": SELECT 1 AS value, ">=17": SELECT 2 AS value }
  metrics: [{ value: { usage: GAUGE, description: A value. } }]
t_standby:
  description: Only there.
  category: trend
  requires: { role: standby }
  query: SELECT 1 AS value
  metrics: [{ value: { usage: GAUGE, description: A value. } }]
t_secret:
  description: For a role that may see all.
  category: trend
  requires: { privilege: pg_read_all_stats }
  query: SELECT 1 AS value
  metrics: [{ value: { usage: GAUGE, description: A value. } }]
t_statements:
  description: Per database.
  category: trend
  scope: database
  requires: { extension: pg_stat_statements >=1.7 }
  query: SELECT 1 AS value
  metrics: [{ value: { usage: GAUGE, description: A value. } }]
`;

describe('pgvitals explain', () => {
  test('on PostgreSQL 18 as a role with pg_monitor', async () => {
    const { code, stderr, text } = await explained(18, 'pgvitals');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(text).toBe(`\
target a: pgvitals@ADDRESS/postgres (sslmode prefer)
  PostgreSQL VERSION, primary, as role pgvitals

  database postgres
    runs 5:
      t_always      at most every 300 s
      t_newer       every scrape
      t_by_version  every scrape  [>=17]
      t_secret      every scrape
      t_statements  every scrape
    skipped 1:
      t_standby     role: for a standby, this is a primary

`);
  });

  test('on PostgreSQL 13 as a role without any grant', async () => {
    const { code, text } = await explained(13, 'plain');
    expect(code).toBe(0);
    expect(text).toBe(`\
target a: plain@ADDRESS/postgres (sslmode prefer)
  PostgreSQL VERSION, primary, as role plain

  database postgres
    runs 3:
      t_always      at most every 300 s
      t_by_version  every scrape  [<17]
      t_statements  every scrape
    skipped 3:
      t_newer       version: needs PostgreSQL >=16, this is 13.MINOR
      t_standby     role: for a standby, this is a primary
      t_secret      privilege: role plain lacks the privileges of pg_read_all_stats

  What would change it:
    GRANT pg_read_all_stats TO plain;

`);
  });

  test('says CREATE EXTENSION for the database that lacks it', async () => {
    const server = sharedServer(18);
    const database = await server.createDatabase();
    const { text } = await explained(18, 'pgvitals', database);
    expect(text).toContain(
      `t_statements  extension: extension pg_stat_statements is not installed in database ${database}\n`,
    );
    expect(text).toContain(
      `    in database ${database}: CREATE EXTENSION pg_stat_statements; (with pg_stat_statements in shared_preload_libraries, which needs a restart)\n`,
    );
    await server.dropDatabase(database);
  });

  test('says that a superuser is more than is needed', async () => {
    const { text } = await explained(18, 'postgres');
    expect(text).toContain('as role postgres (a superuser, which is more than is needed)\n');
  });

  test.each(['pgvitals', 'plain'])('the shipped catalog as %s on 13 and 18', async (user) => {
    for (const major of [13, 18] as const) {
      const env = { DATABASE_URL: sharedServer(major).uri({ user }) };
      const { code, stdout } = await runMain(['explain', '--json'], env);
      expect(code).toBe(0);
      const [{ runs, skips }] = JSON.parse(stdout);
      expect(runs.length).toBeGreaterThan(20);
      const privilege = skips.filter(({ reason }: { reason: string }) => reason === 'privilege');
      // With pg_monitor only the files of the host are out of reach.
      const host = privilege.filter(({ query }: { query: string }) => query.startsWith('pg_host_'));
      if (user === 'pgvitals') expect(privilege).toEqual(host);
      else expect(privilege.length).toBeGreaterThan(host.length);
      for (const { remedy } of privilege) {
        expect(remedy).toMatch(new RegExp(`^GRANT [\\w, ]+ TO ${user};( -- .*)?$`));
      }
      for (const { detail } of skips) expect(detail).toMatch(/\w/);
    }
  });

  test('--json has every query once per database, with what the text says', async () => {
    const file = join(await temporaryFolder(), 'catalog.yaml');
    await writeFile(file, CATALOG);
    const env = { DATABASE_URL: sharedServer(13).uri({ user: 'plain' }) };
    const { code, stdout } = await runMain(['explain', '--json', '--catalog', file], env);
    expect(code).toBe(0);
    const [answer, ...others] = JSON.parse(stdout);
    expect(others).toEqual([]);
    expect(answer).toMatchObject({
      target: 'default',
      up: true,
      server: { version: expect.stringMatching(/^13\./), role: 'primary', user: 'plain' },
    });
    expect(answer.runs).toContainEqual({
      query: 't_by_version',
      database: 'postgres',
      ttl_seconds: 0,
      variant: '<17',
    });
    expect(answer.skips).toContainEqual({
      query: 't_secret',
      database: 'postgres',
      reason: 'privilege',
      detail: 'role plain lacks the privileges of pg_read_all_stats',
      remedy: 'GRANT pg_read_all_stats TO plain;',
    });
  });

  test('a server that cannot be reached ends with 1, the others are explained', async () => {
    const file = join(await temporaryFolder(), 'pgvitals.yaml');
    const targets = {
      down: { host: '127.0.0.1', port: 1, user: 'me', password: 'hunter2', database: 'x' },
      up: { url: sharedServer(18).uri({ user: 'pgvitals' }) },
    };
    await writeFile(file, JSON.stringify({ targets }));
    const text = await runMain(['explain', '--config.file', file]);
    expect(text.code).toBe(1);
    expect(text.stdout).toContain(
      'target down: me@127.0.0.1:1/x (sslmode prefer)\n  cannot be reached (refused): connect ECONNREFUSED 127.0.0.1:1\n',
    );
    expect(text.stdout).toContain('target up: pgvitals@');
    expect(text.stdout).not.toContain('hunter2');
    const json = await runMain(['explain', '--config.file', file, '--json', '--target', 'down']);
    expect(json.code).toBe(1);
    expect(JSON.parse(json.stdout)).toEqual([
      { target: 'down', up: false, reason: 'refused', message: 'connect ECONNREFUSED 127.0.0.1:1' },
    ]);
    expect(await runMain(['explain', '--config.file', file, '--target', 'dwn'])).toEqual({
      code: 2,
      stdout: '',
      stderr:
        'pgvitals: there is no target "dwn"; did you mean "down"?; configured are: down, up\n',
    });
  });
});

/** With what differs between machines made equal. */
async function explained(major: 13 | 18, user: string, database = 'postgres') {
  const server = sharedServer(major);
  const folder = await temporaryFolder();
  await writeFile(join(folder, 'catalog.yaml'), CATALOG);
  const config = {
    targets: { a: { url: server.uri({ user, database }), databases: { include: [] } } },
    catalog: { shipped: false, files: ['catalog.yaml'] },
  };
  await writeFile(join(folder, 'pgvitals.yaml'), JSON.stringify(config));
  const run = await runMain(['explain', '--config.file', join(folder, 'pgvitals.yaml')]);
  const text = run.stdout
    .replaceAll(`${server.host}:${server.port}`, 'ADDRESS')
    .replace(/PostgreSQL \d+\.\d+[^,]*,/, 'PostgreSQL VERSION,')
    .replace(/this is (\d+)\.\d+/, 'this is $1.MINOR');
  return { ...run, text };
}

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type ReadConfig, readConfig } from '../../src/config/read-config.ts';
import { connectOptions } from '../../src/target/options.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

describe('pgvitals.yaml', () => {
  test('every key has its effect, with paths relative to the file', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'own.yaml'), CATALOG);
    const { config, defaultTarget, queries, source, targets } = await read(folder, {
      default_target: 'replica',
      targets: {
        main: {
          host: 'db1',
          port: 6432,
          user: 'monitor',
          password: { file: 'secrets/main' },
          database: 'postgres',
          sslmode: 'verify-full',
          sslrootcert: 'ca.pem',
          sslcert: '/etc/client.pem',
          sslkey: '../client.key',
          labels: { env: 'production' },
          databases: { include: ['shop_*'], exclude: ['*_old'] },
          disable: ['t_two'],
          connections: 5,
        },
        replica: { url: { file: 'url' } },
      },
      catalog: { shipped: false, files: ['own.yaml'], disable: ['t_two'] },
      limits: {
        scrape_timeout: '20s',
        scrape_timeout_offset: '250ms',
        connect_timeout: 2,
        connections: 4,
        connection_max_age: '1h',
      },
    });
    expect(source).toBe(join(folder, 'pgvitals.yaml'));
    expect(defaultTarget).toBe('replica');
    expect(Object.fromEntries(targets)).toMatchObject({
      main: {
        password: { file: join(folder, 'secrets/main') },
        sslrootcert: join(folder, 'ca.pem'),
        sslcert: '/etc/client.pem',
        sslkey: join(folder, '../client.key'),
        labels: { env: 'production' },
        databases: { include: ['shop_*'], exclude: ['*_old'] },
        disable: ['t_two'],
        connections: 5,
      },
      replica: { url: { file: join(folder, 'url') }, databases: { include: ['*'], exclude: [] } },
    });
    expect(queries.map(({ id }) => id)).toEqual(['t_one']);
    expect(config.limits).toEqual({
      scrape_timeout: 20_000,
      scrape_timeout_offset: 250,
      connect_timeout: 2000,
      connections: 4,
      connection_max_age: 3_600_000,
    });
  });

  test('an empty file is the default configuration', async () => {
    const { config, defaultTarget, queries, targets } = await readText('');
    expect(targets.size).toBe(0);
    expect(defaultTarget).toBeUndefined();
    expect(queries.length).toBeGreaterThan(20);
    expect(config.limits).toEqual({
      scrape_timeout: 10_000,
      scrape_timeout_offset: 500,
      connect_timeout: 3000,
      connections: 3,
      connection_max_age: 600_000,
    });
  });

  test('the first target is the default one, unless another or none is named', async () => {
    const targets = 'targets: { a: { host: x }, b: { host: y } }\n';
    expect((await readText(targets)).defaultTarget).toBe('a');
    expect((await readText(`${targets}default_target: b\n`)).defaultTarget).toBe('b');
    expect((await readText(`${targets}default_target: none\n`)).defaultTarget).toBeUndefined();
  });

  test('the catalogs of a flag replace those of the file', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'own.yaml'), CATALOG);
    const { queries } = await read(folder, {}, [join(folder, 'own.yaml')]);
    expect(queries.map(({ id }) => id)).toEqual(['t_one', 't_two']);
  });

  test('own catalogs come on top of the shipped one', async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, 'catalog.d'));
    await writeFile(join(folder, 'catalog.d', 'own.yaml'), CATALOG);
    const { queries } = await read(folder, { catalog: { files: ['catalog.d'] } });
    expect(queries.length).toBeGreaterThan(20);
    expect(queries.at(-1)?.id).toBe('t_two');
  });

  test.each([
    [
      'an unknown key',
      'tragets: {}',
      '1:1: unknown key "tragets"; did you mean "targets"?; known here: targets, default_target, catalog, alertmanager, statements, baselines, benchmarks, thresholds, limits',
    ],
    [
      'an unknown key of a target',
      'targets:\n  a:\n    hots: db1\n',
      '3:5: unknown key "hots"; did you mean "host"?; known here: url, host, port, user, password, database, sslmode, sslrootcert, sslcert, sslkey, labels, databases, tables, disable, core_tables, connections, tags, kind, thresholds',
    ],
    [
      'an unknown key of the limits',
      'limits: { timeout: 5s }',
      '1:11: unknown key "timeout"; known here: scrape_timeout, scrape_timeout_offset, connect_timeout, connections, connection_max_age',
    ],
    [
      'an unknown key of the databases',
      'targets: { a: { databases: { inlcude: [x] } } }',
      '1:30: unknown key "inlcude"; did you mean "include"?; known here: include, exclude',
    ],
    [
      'an unknown source of a password',
      'targets: { a: { password: { flie: x } } }',
      '1:29: unknown key "flie"; did you mean "file"?; known here: file, env, command',
    ],
    [
      'a default target that is none',
      'targets: { main: { host: x } }\ndefault_target: mian',
      '2:17: there is no target "mian"; did you mean "main"?; expected one of main, or none',
    ],
    [
      'a port as text',
      'targets: { a: { port: "x" } }',
      '1:23: targets.a.port: expected a number, found "x"',
    ],
    [
      'a port too large',
      'targets: { a: { port: 65536 } }',
      '1:23: targets.a.port: expected at most 65535, found 65536',
    ],
    [
      'an sslmode',
      'targets: { a: { sslmode: verify_full } }',
      '1:26: targets.a.sslmode: expected one of disable, allow, prefer, require, verify-ca, verify-full, found "verify_full"; did you mean "verify-full"?',
    ],
    [
      'a label name',
      'targets: { a: { labels: { "the-env": x } } }',
      '1:27: targets.a.labels.the-env: expected a label name: letters, digits and _, no __ at the start',
    ],
    [
      'a label that is a number',
      'targets: { a: { labels: { env: 7 } } }',
      '1:32: targets.a.labels.env: expected a text, found 7',
    ],
    [
      'a duration',
      'limits: { scrape_timeout: fast }',
      '1:27: limits.scrape_timeout: expected a duration such as 500ms, 10s, 5m, 1h or 1d, found "fast"',
    ],
    [
      'a connection budget of nothing',
      'limits: { connections: 0 }',
      '1:24: limits.connections: expected at least 1, found 0',
    ],
    [
      'one glob that is no list',
      'targets: { a: { databases: { include: shop } } }',
      '1:39: targets.a.databases.include: expected a list, found a text',
    ],
    [
      'a kind of target',
      'targets: { a: { kind: pgbounce } }',
      '1:23: targets.a.kind: expected one of postgresql, pgbouncer, found "pgbounce"; did you mean "pgbouncer"?',
    ],
    [
      'a database of a PgBouncer',
      'targets: { a: { kind: pgbouncer, database: shop } }',
      '1:34: targets.a.database: the console of a PgBouncer is the database pgbouncer; leave this out',
    ],
    [
      'a choice of databases of a PgBouncer',
      'targets: { a: { kind: pgbouncer, databases: { exclude: [shop] } } }',
      '1:34: targets.a.databases: a PgBouncer is asked for all of its databases at once; leave this out',
    ],
    [
      'tables of a PgBouncer',
      'targets: { a: { kind: pgbouncer, core_tables: [orders] } }',
      '1:34: targets.a.core_tables: a PgBouncer has no tables; leave this out',
    ],
    [
      'a number of sessions with a PgBouncer',
      'targets: { a: { kind: pgbouncer, connections: 2 } }',
      '1:34: targets.a.connections: one session serves a PgBouncer; leave this out',
    ],
    [
      'a query that no catalog has',
      'catalog: { disable: [pg_setings] }',
      '1:22: no catalog has the query "pg_setings"; did you mean "pg_settings"?',
    ],
    [
      'a query of a target that no catalog has',
      'targets: { a: { disable: [pg_nothing_like_it] } }',
      '1:27: no catalog has the query "pg_nothing_like_it"',
    ],
  ])('%s is refused with its place', async (_what, text, expected) => {
    const folder = await temporaryFolder();
    const message = await failure(readText(text, folder));
    expect(message.split('\n')).toEqual([`${join(folder, 'pgvitals.yaml')}:${expected}`]);
  });

  test('all mistakes come at once', async () => {
    const text = 'targets:\n  a: { prot: 1 }\n  b: { port: x }\nlimit: {}\n';
    expect((await failure(readText(text))).split('\n')).toHaveLength(3);
  });

  test('a file that is not there', async () => {
    const message = await failure(readConfig({ file: '/nowhere/pgvitals.yaml', env: {} }));
    expect(message).toBe(
      "the configuration file /nowhere/pgvitals.yaml cannot be read: ENOENT: no such file or directory, open '/nowhere/pgvitals.yaml'",
    );
  });

  test.each([
    'targets: { a: "postgresql://me:hunter2@db1/x" }',
    'targets: "postgresql://me:hunter2@db1/x"',
    'targets: ["postgresql://me:hunter2@db1/x"]',
    'postgresql://me:hunter2@db1/x',
    'default_target: postgresql://me:hunter2@db1/x',
    'targets: { a: { kind: pgbouncer, database: "postgresql://me:hunter2@db1/x" } }',
    'targets: { a: { password: *hunter2 } }',
    'targets: { a: { password: @hunter2 } }',
    'targets: { a: { password: %hunter2 } }',
    'targets: { a: { password: `hunter2` } }',
    'targets: { a: { password: "hunter2 } }',
    'targets: { a: { password: !hunter2 x, port: y } }',
    'targets: { a: { password: [hunter2] } }',
    'targets: { a: { password: { value: hunter2 } } }',
    'targets: { a: { password: { file: [hunter2] } } }',
    'targets: { a: { password: { command: hunter2 } } }',
    'targets: { a: { url: { uri: "postgresql://me:hunter2@db1/x" } } }',
    'targets: { a: { port: "postgresql://me:hunter2@db1/x" } }',
    'targets: { a: { databases: "postgresql://me:hunter2@db1/x" } }',
    'targets: { a: { sslmode: "postgresql://me:hunter2@db1/x" } }',
    'targets: { "postgresql://me:hunter2@db1/x": }',
    'targets: { "postgresql://me:hunter2@db1/x": x }',
    '{ "postgresql://me:hunter2@db1/x": x }',
  ])('no mistake shows a password: %s', async (text) => {
    const message = await failure(readText(text));
    expect(message).not.toBe('');
    expect(message).not.toContain('hunter2');
  });
});

test('a password is read again each time it is asked for', async () => {
  const folder = await temporaryFolder();
  await writeFile(join(folder, 'secret'), 'first\n');
  const { targets } = await read(folder, {
    targets: { a: { host: 'db1', user: 'me', password: { file: 'secret' } } },
  });
  const { host, user, password } = targets.get('a') ?? {};
  if (!host || !user || !password) throw new Error('the target is not complete');
  const options = await connectOptions(
    { host, user, password },
    { sslmode: 'prefer', connectTimeoutMs: 1 },
  );
  expect(await options.password()).toBe('first');
  await writeFile(join(folder, 'secret'), 'second\n');
  expect(await options.password()).toBe('second');
});

const CATALOG = ['t_one', 't_two']
  .map(
    (id) => `${id}:
  description: Of a test.
  category: trend
  query: SELECT 1 AS value
  metrics:
    - value: { usage: GAUGE, description: A value. }
`,
  )
  .join('');

async function readText(text: string, folder?: string): Promise<ReadConfig> {
  const file = join(folder ?? (await temporaryFolder()), 'pgvitals.yaml');
  await writeFile(file, text);
  return await readConfig({ file, env: {} });
}

async function read(
  folder: string,
  config: unknown,
  catalogs?: readonly string[],
): Promise<ReadConfig> {
  const file = join(folder, 'pgvitals.yaml');
  await writeFile(file, JSON.stringify(config));
  return await readConfig({ file, catalogs, env: {} });
}

async function failure(reading: Promise<unknown>): Promise<string> {
  return await reading.then(
    () => '',
    (error: Error) => error.message,
  );
}

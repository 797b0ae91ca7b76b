import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { readConfig } from '../../src/config/read-config.ts';
import { connect } from '../../src/target/connect.ts';
import type { ConnectOptions } from '../../src/target/connection.ts';
import { connectOptions } from '../../src/target/options.ts';
import { sharedServer } from '../helpers/shared.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const server = sharedServer(18);
const ROLE = 'odd user@corp';
const DATABASE = 'odd db';
const WHO = `${ROLE} in ${DATABASE}`;
const PASSWORD = `p@ss:w/rd?#%41&'"=,\\ $x ü`;

const encoded = { user: encodeURIComponent(ROLE), password: encodeURIComponent(PASSWORD) };
const hostPort = `${server.host}:${server.port}`;
const url = `postgresql://${encoded.user}:${encoded.password}@${hostPort}/${encodeURIComponent(DATABASE)}?sslmode=disable`;
const quoted = (text: string) => `'${text.replace(/['\\]/g, '\\$&')}'`;
const dsn = `host=${server.host} port=${server.port} user=${quoted(ROLE)} password=${quoted(PASSWORD)} dbname=${quoted(DATABASE)} sslmode=disable`;
const uri = `${hostPort}/${encodeURIComponent(DATABASE)}?sslmode=disable`;
const libpq = {
  PGHOST: server.host,
  PGPORT: String(server.port),
  PGUSER: ROLE,
  PGDATABASE: DATABASE,
};

beforeAll(async () => {
  const password = PASSWORD.replaceAll("'", "''");
  await server.execute(`CREATE ROLE "${ROLE}" LOGIN PASSWORD '${password}'`);
  await server.createDatabase(DATABASE);
  return async () => {
    await server.dropDatabase(DATABASE);
    await server.execute(`DROP ROLE "${ROLE}"`);
  };
});

describe('a server named by the environment is reached', () => {
  test.each([
    ['DATABASE_URL', { DATABASE_URL: url }],
    ['DATABASE_URL', { DATABASE_URL: url.replace('postgresql:', 'postgres:') }],
    ['DATA_SOURCE_NAME', { DATA_SOURCE_NAME: url }],
    ['DATA_SOURCE_NAME', { DATA_SOURCE_NAME: dsn }],
    [
      'DATA_SOURCE_URI',
      { DATA_SOURCE_URI: uri, DATA_SOURCE_USER: ROLE, DATA_SOURCE_PASS: PASSWORD },
    ],
    ['DATA_SOURCE_URI', { DATA_SOURCE_URI: `${encoded.user}:${encoded.password}@${uri}` }],
    ['PGHOST', { ...libpq, PGPASSWORD: PASSWORD, PGSSLMODE: 'disable' }],
    ['PGHOST', { ...libpq, PGPASSWORD: PASSWORD }],
  ])('%s (%#)', async (variable, env) => {
    expect(await reached(env)).toEqual([`${variable} default: ${WHO}`]);
  });

  test('by files that postgres_exporter knows', async () => {
    const folder = await temporaryFolder();
    const file = async (name: string, content: string) => {
      await writeFile(join(folder, name), `${content}\n`);
      return join(folder, name);
    };
    const pass = await file('pass', PASSWORD);
    expect(await reached({ DATA_SOURCE_NAME_FILE: await file('url', url) })).toEqual([
      `DATA_SOURCE_NAME_FILE default: ${WHO}`,
    ]);
    expect(await reached({ DATA_SOURCE_NAME_FILE: await file('dsn', dsn) })).toEqual([
      `DATA_SOURCE_NAME_FILE default: ${WHO}`,
    ]);
    const parts = {
      DATA_SOURCE_URI_FILE: await file('uri', uri),
      DATA_SOURCE_USER_FILE: await file('user', ROLE),
      DATA_SOURCE_PASS_FILE: pass,
    };
    expect(await reached(parts)).toEqual([`DATA_SOURCE_URI_FILE default: ${WHO}`]);
    const mixed = { DATA_SOURCE_URI: uri, DATA_SOURCE_USER: ROLE, DATA_SOURCE_PASS_FILE: pass };
    expect(await reached(mixed)).toEqual([`DATA_SOURCE_URI default: ${WHO}`]);
  });

  test('several in DATA_SOURCE_NAME, separated by commas, passwords with commas included', async () => {
    const other = sharedServer(13).uri({ user: 'pgvitals' });
    const expected = [
      `DATA_SOURCE_NAME default: ${WHO}`,
      'DATA_SOURCE_NAME default2: pgvitals in postgres',
    ];
    expect(await reached({ DATA_SOURCE_NAME: `${url},${other}?sslmode=disable` })).toEqual(
      expected,
    );
    expect(await reached({ DATA_SOURCE_NAME: `${dsn}, ${other}?sslmode=disable` })).toEqual(
      expected,
    );
  });

  test('over a Unix socket', async () => {
    const { port, socketDir } = server;
    if (socketDir === undefined) return; // A container shares none.
    const folder = encodeURIComponent(socketDir);
    const login = `${encoded.user}:${encoded.password}`;
    const database = encodeURIComponent(DATABASE);
    for (const env of [
      { DATABASE_URL: `postgresql://${login}@${folder}:${port}/${database}` },
      { DATABASE_URL: `postgresql://${login}@/${database}?host=${folder}&port=${port}` },
      { DATA_SOURCE_NAME: dsn.replace(`host=${server.host}`, `host=${socketDir}`) },
      { ...libpq, PGHOST: socketDir, PGPASSWORD: PASSWORD },
    ]) {
      expect(await reached(env)).toEqual([expect.stringContaining(`default: ${WHO}`)]);
    }
  });
});

describe('what the environment says', () => {
  test('is asked in a fixed order, the file first', async () => {
    const all = {
      DATA_SOURCE_NAME: 'postgresql://dsn/',
      DATABASE_URL: 'postgresql://url/',
      DATA_SOURCE_URI: 'uri/',
      PGHOST: 'libpq',
    };
    expect(await hosts(all)).toEqual(['DATA_SOURCE_NAME dsn']);
    expect(await hosts({ ...all, DATA_SOURCE_NAME: '' })).toEqual(['DATABASE_URL url']);
    expect(await hosts({ DATA_SOURCE_URI: 'uri/', PGHOST: 'libpq' })).toEqual([
      'DATA_SOURCE_URI uri',
    ]);
    expect(await hosts({ PGHOST: 'libpq' })).toEqual(['PGHOST libpq']);
    expect(await hosts({ PGHOST: '', PGUSER: 'me' })).toEqual(['PGUSER localhost']);
    expect(await hosts({})).toEqual([]);
    const file = join(await temporaryFolder(), 'pgvitals.yaml');
    await writeFile(file, 'targets: { a: { host: file } }');
    expect(await hosts(all, file)).toEqual([`${file} file`]);
    await writeFile(file, 'limits: { connections: 2 }');
    expect(await hosts(all, file)).toEqual(['DATA_SOURCE_NAME dsn']);
  });

  test.each([
    ['DATABASE_URL without sslmode', { DATABASE_URL: 'postgresql://h/d' }, 'prefer'],
    ['DATA_SOURCE_NAME without sslmode', { DATA_SOURCE_NAME: 'postgresql://h/d' }, 'require'],
    ['DATA_SOURCE_NAME with one', { DATA_SOURCE_NAME: 'host=h sslmode=disable' }, 'disable'],
    ['DATA_SOURCE_URI without sslmode', { DATA_SOURCE_URI: 'h/d' }, 'require'],
    ['DATA_SOURCE_URI with one', { DATA_SOURCE_URI: 'h/d?sslmode=verify-full' }, 'verify-full'],
    ['PGHOST without PGSSLMODE', { PGHOST: 'h' }, 'prefer'],
    ['PGHOST with PGSSLMODE', { PGHOST: 'h', PGSSLMODE: 'verify-ca' }, 'verify-ca'],
  ])('%s', async (_what, env, expected) => {
    const [options] = await optionsOf(env);
    expect(options?.tls.mode).toBe(expected);
  });

  test('an IPv6 address in brackets', async () => {
    const [options] = await optionsOf({ DATABASE_URL: 'postgresql://me@[::1]:5433/d' });
    expect(options).toMatchObject({ host: '::1', port: 5433, user: 'me', database: 'd' });
  });
});

describe('a mistake in the environment', () => {
  test.each([
    [{ PGHOST: 'h', PGPORT: 'x' }, 'PGPORT is "x", expected a whole number'],
    [{ PGHOST: 'h', PGPORT: '70000' }, /PGPORT|port/],
    [{ PGHOST: 'h', PGSSLMODE: 'on' }, /sslmode/],
    [
      { DATA_SOURCE_NAME_FILE: '/nowhere' },
      /^DATA_SOURCE_NAME_FILE names \/nowhere, which cannot be read: ENOENT/,
    ],
    [
      { DATA_SOURCE_URI: 'h/d', DATA_SOURCE_USER_FILE: '/nowhere' },
      /^DATA_SOURCE_USER_FILE names \/nowhere/,
    ],
    [
      { DATA_SOURCE_NAME: 'host=h pasword=hunter2' },
      /has the parameter "pasword", which is not known/,
    ],
  ])('%j is explained', async (env, expected) => {
    await expect(optionsOf(env)).rejects.toThrow(expected);
  });

  test.each([
    { DATABASE_URL: 'postgresql://me:hunter2/@h/d' },
    { DATABASE_URL: 'postgresql://me:hunter2#x@h/d' },
    { DATABASE_URL: 'postgresql://me:hunter2?x@h/d' },
    { DATABASE_URL: 'postgresql://me:hunter2%zz@h/d' },
    { DATABASE_URL: 'postgresql://me:hunter2@h:port/d' },
    { DATABASE_URL: 'postgresql://me:hunter2@h,i/d' },
    { DATABASE_URL: 'mysql://me:hunter2@h/d' },
    { DATABASE_URL: 'postgresql://h/d?password=hunter2&sslmode=on' },
    { DATABASE_URL: 'postgresql://h/d?pasword=hunter2' },
    { DATA_SOURCE_NAME: 'host=h password=hunter2 x y' },
    { DATA_SOURCE_NAME: "host=h password='hunter2" },
    { DATA_SOURCE_NAME: 'host=h port=x password=hunter2' },
    { DATA_SOURCE_URI: 'me:hunter2/@h/d' },
    { DATA_SOURCE_URI: 'h:x/d', DATA_SOURCE_PASS: 'hunter2' },
  ])('%j shows no password', async (env) => {
    const message = await optionsOf(env).then(
      () => 'no error',
      (error: Error) => error.message,
    );
    expect(message).not.toBe('no error');
    expect(message).not.toContain('hunter2');
  });
});

/** Connects to each target: `source name: user in database`. */
async function reached(env: NodeJS.ProcessEnv): Promise<readonly string[]> {
  const { source, targets } = await readConfig({ env });
  const options = await optionsOf(env);
  return await Promise.all(
    [...targets.keys()].map(async (name, index) => {
      const session = await connect(options[index] as ConnectOptions);
      const { rows } = await session.query("SELECT current_user || ' in ' || current_database()");
      await session.close();
      return `${source} ${name}: ${rows[0]?.[0]}`;
    }),
  );
}

async function hosts(env: NodeJS.ProcessEnv, file?: string): Promise<readonly string[]> {
  const { source } = await readConfig({ env, file });
  return (await optionsOf(env, file)).map(({ host }) => `${source} ${host}`);
}

async function optionsOf(
  env: NodeJS.ProcessEnv,
  file?: string,
): Promise<readonly ConnectOptions[]> {
  const { targets } = await readConfig({ env, file });
  return await Promise.all(
    [...targets.values()].map((target) => {
      const { connections: _c, databases: _d, disable: _x, labels: _l, ...connection } = target;
      return connectOptions(connection, { sslmode: 'prefer', connectTimeoutMs: 5000 }, env);
    }),
  );
}

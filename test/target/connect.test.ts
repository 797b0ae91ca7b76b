import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { freePort } from '../../src/demo/embedded/free-port.ts';
import { connect } from '../../src/target/connect.ts';
import type { ConnectOptions } from '../../src/target/connection.ts';
import { failureOf } from '../../src/target/failure.ts';
import { connectOptions } from '../../src/target/options.ts';
import { elapsed } from '../helpers/elapsed.ts';
import { sharedServer } from '../helpers/shared.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const server = sharedServer(18);
const DEFAULTS = { sslmode: 'prefer', connectTimeoutMs: 3000 } as const;
const SECRET = 'open-sesame';

beforeAll(async () => {
  await server.script(`CREATE ROLE rotating LOGIN PASSWORD 'first';
    CREATE ROLE narrow LOGIN PASSWORD '${SECRET}' CONNECTION LIMIT 0;
    CREATE ROLE nologin NOLOGIN PASSWORD '${SECRET}'`);
});

afterAll(() => server.script('DROP ROLE rotating, narrow, nologin'));

test.each([
  ['a wrong password', { user: 'plain', password: SECRET }, {}, 'authentication'],
  ['no password', { user: 'plain', password: '' }, {}, 'authentication'],
  ['a role that is not there', { user: 'nobody', password: SECRET }, {}, 'authentication'],
  ['a role that may not log in', { user: 'nologin', password: SECRET }, {}, 'authentication'],
  ['a database that is not there', { database: 'absent' }, {}, 'no_such_database'],
  [
    'a role without a free connection',
    { user: 'narrow', password: SECRET },
    {},
    'too_many_connections',
  ],
  ['a host that is not there', {}, { host: 'absent.invalid' }, 'unknown_host'],
  ['a socket that is not there', {}, { host: '/absent' }, 'refused'],
] as const)(
  '%s is a failure of its own kind, without the secret',
  async (_what, login, more, reason) => {
    const failure = await failureOfConnect({ ...server.connectOptions(login), ...more });
    expect(failure.reason).toBe(reason);
    expect(JSON.stringify(failure)).not.toContain(SECRET);
  },
);

test('a port on which nobody listens refuses', async () => {
  const port = await freePort();
  const failure = await failureOfConnect({ ...server.connectOptions(), port });
  expect(failure.reason).toBe('refused');
});

test('a password file is read again for each connection, so rotation needs no restart', async () => {
  const file = join(await temporaryFolder(), 'password');
  await writeFile(file, 'first\n');
  const options = await connectOptions(
    { ...address(), user: 'rotating', password: { file } },
    DEFAULTS,
  );
  await (await connect(options)).close();
  await server.script(`ALTER ROLE rotating PASSWORD 'second'`);
  expect((await failureOfConnect(options)).reason).toBe('authentication');
  await writeFile(file, 'second\n');
  await (await connect(options)).close();
});

test('a password comes from a command that runs for each connection', async () => {
  const script = await executable('echo plain-of-the-tests');
  const password = { command: [script] };
  const options = await connectOptions({ ...address(), user: 'plain', password }, DEFAULTS);
  await (await connect(options)).close();
});

test.each([
  [
    'a command that fails',
    async () => ({
      command: [await executable(`echo ${SECRET}; echo ${SECRET} >&2; exit 3`), SECRET],
    }),
  ],
  ['a command that is not there', async () => ({ command: ['/absent/program', SECRET] })],
  ['a file that is not there', async () => ({ file: '/absent/password' })],
  ['a variable that is not set', async () => ({ env: 'ABSENT_PASSWORD' })],
] as const)(
  '%s is a failure of the credentials that names the source, not the secret',
  async (_what, source) => {
    const password = await source();
    const options = await connectOptions({ ...address(), user: 'plain', password }, DEFAULTS, {});
    const failure = await failureOfConnect(options);
    expect(failure.reason).toBe('credentials');
    const [name] = 'command' in password ? password.command : Object.values(password);
    expect(failure.message).toContain(name);
    expect(failure.message).not.toContain(SECRET);
  },
);

test('an abort ends connecting at once, also while the password is being fetched', async () => {
  const command = [await executable('sleep 2; echo plain-of-the-tests')];
  const options = await connectOptions(
    { ...address(), user: 'plain', password: { command } },
    DEFAULTS,
  );
  const opened = connect(options, AbortSignal.timeout(100));
  await expect(opened).rejects.toThrow(/abort|timeout/i);
});

test('an abort cancels a statement on the server and closes the session', async () => {
  const session = await connect(server.connectOptions());
  const running = session.query('SELECT pg_sleep(60)').catch((error: unknown) => error);
  await expect.poll(() => isActive(session.pid)).toBe(true);
  const { ms } = await elapsed(() => session.abandon());
  expect(session.closed).toBe(true);
  expect(ms).toBeLessThan(2000);
  await running;
  await expect.poll(() => isActive(session.pid)).toBe(false);
});

test('abandon cancels what waits behind the running statement, too', async () => {
  const session = await connect(server.connectOptions());
  const running = Array.from({ length: 8 }, () =>
    session.query('SELECT pg_sleep(60)').catch((error: unknown) => error),
  );
  await expect.poll(() => isActive(session.pid)).toBe(true);
  await session.abandon();
  await Promise.all(running);
  await expect.poll(() => isActive(session.pid)).toBe(false);
});

test('a session that the server ends knows that it is closed', async () => {
  const session = await connect(server.connectOptions());
  onTestFinished(() => session.close());
  await server.execute(`SELECT pg_terminate_backend(${session.pid})`);
  await expect.poll(() => session.closed).toBe(true);
  await expect(session.query('SELECT 1')).rejects.toThrow();
});

async function isActive(pid: number): Promise<boolean> {
  const rows = await server.execute(`SELECT 1 FROM pg_stat_activity WHERE pid = ${pid}`);
  return rows.length > 0;
}

function address() {
  return { host: server.host, port: server.port, database: 'postgres' };
}

async function executable(shell: string): Promise<string> {
  const file = join(await temporaryFolder(), 'program');
  await writeFile(file, `#!/bin/sh\n${shell}\n`);
  await chmod(file, 0o700);
  return file;
}

function failureOfConnect(options: ConnectOptions) {
  return connect(options).then(
    async (session) => {
      await session.close();
      throw new Error('Expected no session.');
    },
    (error) => failureOf(error),
  );
}

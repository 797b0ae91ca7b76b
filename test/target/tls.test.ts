import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { waitUntil } from '../../src/demo/embedded/wait-until.ts';
import { connect } from '../../src/target/connect.ts';
import { SSL_MODES, type SslMode, type TlsOptions } from '../../src/target/connection.ts';
import { failureOf } from '../../src/target/failure.ts';
import { type Certificates, makeCertificates } from '../helpers/certificates.ts';
import { startServer, type TestServer } from '../helpers/servers.ts';
import { sharedServer } from '../helpers/shared.ts';
import { suiteFolder } from '../helpers/suite-folder.ts';

const PLAIN_MODES: ReadonlySet<SslMode> = new Set(['disable', 'allow', 'prefer']);

let server: TestServer;
let certificates: Certificates;
let folder: Awaited<ReturnType<typeof suiteFolder>>;

beforeAll(async () => {
  folder = await suiteFolder();
  certificates = await makeCertificates(folder.path, ['DNS:localhost']);
  server = await startServer(18);
  await writeIntoDataFolder('server.crt', certificates.serverCert);
  await writeIntoDataFolder('server.key', certificates.serverKey);
  await server.execute('ALTER SYSTEM SET ssl = on');
  await server.execute('SELECT pg_reload_conf()');
  await untilTrue("SELECT current_setting('ssl') = 'on'");
  await server.script(
    `CREATE ROLE only_tls LOGIN PASSWORD 'x'; CREATE ROLE only_plain LOGIN PASSWORD 'x'`,
  );
  await prependRules(
    'hostssl all only_tls all trust',
    'hostnossl all only_tls all reject',
    'hostnossl all only_plain all trust',
    'hostssl all only_plain all reject',
  );
});

afterAll(async () => {
  await server?.remove();
  await folder?.[Symbol.asyncDispose]();
});

describe('with TLS on the server', () => {
  test.each([
    ['disable', {}, 'plain'],
    ['allow', {}, 'plain'],
    ['prefer', {}, 'TLS'],
    ['require', {}, 'TLS'],
    ['verify-ca', {}, 'refused: tls'],
    ['verify-full', {}, 'refused: tls'],
    ['disable', { rootCert: 'stranger' }, 'plain'],
    ['prefer', { rootCert: 'stranger' }, 'TLS'],
    ['require', { rootCert: 'authority' }, 'TLS'],
    ['require', { rootCert: 'stranger' }, 'refused: tls'],
    ['verify-ca', { rootCert: 'authority' }, 'TLS'],
    ['verify-ca', { rootCert: 'stranger' }, 'refused: tls'],
    ['verify-full', { rootCert: 'authority' }, 'TLS'],
    ['verify-full', { rootCert: 'stranger' }, 'refused: tls'],
  ] as const)(
    'sslmode %s with %o gives: %s',
    async (mode, { rootCert }: { rootCert?: 'authority' | 'stranger' }, outcome) => {
      const tls = { mode, ...(rootCert === undefined ? {} : { rootCert: certificates[rootCert] }) };
      expect(await sessionWith(tls)).toBe(outcome);
    },
  );

  test.each([
    ['verify-ca', 'TLS'],
    ['verify-full', 'refused: tls'],
  ] as const)(
    'a certificate for another name than the host is for sslmode %s: %s',
    async (mode, outcome) => {
      const tls = { mode, rootCert: certificates.authority };
      expect(await sessionWith(tls, { host: '127.0.0.1' })).toBe(outcome);
    },
  );

  test.each([
    ['only_tls', 'disable', 'refused: authentication'],
    ['only_tls', 'allow', 'TLS'],
    ['only_tls', 'prefer', 'TLS'],
    ['only_tls', 'require', 'TLS'],
    ['only_plain', 'disable', 'plain'],
    ['only_plain', 'allow', 'plain'],
    ['only_plain', 'prefer', 'plain'],
    ['only_plain', 'require', 'refused: authentication'],
  ] as const)('the access rules of %s allow for sslmode %s: %s', async (user, mode, outcome) => {
    expect(await sessionWith({ mode }, { user })).toBe(outcome);
  });

  test('a root certificate that cannot be read is a failure of TLS that names the file', async () => {
    const rootCert = join(folder.path, 'absent.crt');
    const options = { ...server.connectOptions(), tls: { mode: 'verify-ca', rootCert } as const };
    const failure = await failureOfConnect(options);
    expect(failure.reason).toBe('tls');
    expect(failure.message).toContain(rootCert);
  });
});

describe('with TLS off on the server', () => {
  test.each(
    SSL_MODES.map((mode) => [mode, PLAIN_MODES.has(mode) ? 'plain' : 'refused: tls'] as const),
  )('sslmode %s gives: %s', async (mode, outcome) => {
    const options = { ...sharedServer(13).connectOptions(), tls: { mode } };
    expect(await outcomeOf(options)).toBe(outcome);
  });

  test('a wrong password is called a wrong password in every sslmode that gets so far', async () => {
    for (const mode of PLAIN_MODES) {
      const options = sharedServer(13).connectOptions({ user: 'plain', password: 'wrong' });
      const failure = await failureOfConnect({ ...options, tls: { mode } });
      expect([mode, failure.reason]).toEqual([mode, 'authentication']);
    }
  });
});

type Options = Parameters<typeof connect>[0];

function sessionWith(tls: TlsOptions, more: { host?: string; user?: string } = {}) {
  const { host = 'localhost', ...login } = more;
  const options = server.connectOptions({ ...login, ...(login.user ? { password: 'x' } : {}) });
  return outcomeOf({ ...options, host, tls });
}

async function outcomeOf(options: Options): Promise<string> {
  try {
    const session = await connect(options);
    const { rows } = await session.query(
      'SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()',
    );
    await session.close();
    return rows[0]?.[0] === 't' ? 'TLS' : 'plain';
  } catch (error) {
    return `refused: ${failureOf(error).reason}`;
  }
}

async function failureOfConnect(options: Options) {
  return connect(options).then(
    () => {
      throw new Error('Expected no session.');
    },
    (error) => failureOf(error),
  );
}

/** By the server itself, which can run in a container; psql-style COPY TO a program. */
async function writeIntoDataFolder(name: string, file: string): Promise<void> {
  const content = await readFile(file, 'base64');
  await server.script(
    `COPY (SELECT '${content}') TO PROGRAM 'base64 -d > ${name} && chmod 600 ${name}'`,
  );
}

/** Before the rules that the server has; in force when a new session sees them. */
async function prependRules(...rules: readonly string[]): Promise<void> {
  const [[file = ''] = []] = await server.execute('SHOW hba_file');
  const lines = rules.map((rule) => `SELECT '${rule}'`).join(' UNION ALL ');
  await server.script(
    `COPY (${lines}) TO PROGRAM 'cat - "${file}" > hba.new && cat hba.new > "${file}"';
     SELECT pg_reload_conf()`,
  );
  const admitted = () =>
    outcomeOf({ ...server.connectOptions({ user: 'only_plain', password: 'x' }) });
  await waitUntil(async () => (await admitted()) === 'plain', { timeoutMs: 10_000 });
}

async function untilTrue(sql: string): Promise<void> {
  await waitUntil(async () => (await server.execute(sql))[0]?.[0] === 't', { timeoutMs: 10_000 });
}

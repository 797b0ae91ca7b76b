import { readFile } from 'node:fs/promises';
import { type ConnectionOptions, connect, type SecureContextOptions } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import {
  get,
  makeCertificate,
  openssl,
  serve,
  type TestDirectory,
  testDirectory,
} from './helpers.ts';

let dir: TestDirectory;

beforeAll(async () => {
  dir = await testDirectory();
  makeCertificate(dir.path, 'server');
  makeCertificate(dir.path, 'authority');
  makeCertificate(dir.path, 'friend', {
    ca: 'authority',
    san: 'DNS:scraper.example,email:ops@example.org,IP:2001:db8::1,URI:spiffe://example.org/prometheus',
  });
  makeCertificate(dir.path, 'stranger', { san: 'DNS:scraper.example' });
});

afterAll(() => dir[Symbol.asyncDispose]());

/** How a client sees that the server closes the connection instead of answering. */
const REFUSED = /socket hang up|ECONNRESET|disconnected before secure/;

type Client = 'nobody' | 'friend' | 'stranger';

async function certificateOf(client: Client): Promise<SecureContextOptions> {
  if (client === 'nobody') return {};
  return {
    cert: await readFile(dir.file(`${client}.crt`)),
    key: await readFile(dir.file(`${client}.key`)),
  };
}

describe.each([
  ['NoClientCert', { nobody: true, friend: true, stranger: true }],
  ['RequestClientCert', { nobody: true, friend: true, stranger: true }],
  ['RequireAnyClientCert', { nobody: false, friend: true, stranger: true }],
  ['VerifyClientCertIfGiven', { nobody: true, friend: true, stranger: false }],
  ['RequireAndVerifyClientCert', { nobody: false, friend: true, stranger: false }],
] as const)('client_auth_type %s', (type, rules) => {
  describe.each(Object.entries(rules) as [Client, boolean][])(
    'shown a certificate of %s',
    (client, served) => {
      test.each(['TLSv1.2', 'TLSv1.3'] as const)(
        `${served ? 'serves' : 'refuses'} by %s`,
        async (version) => {
          const ca = type === 'NoClientCert' ? '' : '  client_ca_file: authority.crt\n';
          let requests = 0;
          await using server = await serve(
            await dir.write(
              'web.yml',
              `tls_server_config:\n  cert_file: server.crt\n  key_file: server.key\n  client_auth_type: ${type}\n${ca}`,
            ),
            (_, response) => {
              requests += 1;
              response.end();
            },
          );
          const certificate = await certificateOf(client);
          const options = { ...certificate, minVersion: version, maxVersion: version };
          const reply = get(server.port, options).then(({ status }) => status);
          if (served) await expect(reply).resolves.toBe(200);
          else await expect(reply).rejects.toThrow(REFUSED);
          expect(requests).toBe(served ? 1 : 0);
        },
      );
    },
  );
});

describe('client_allowed_sans', () => {
  test.each([
    ['scraper.example', true],
    ['ops@example.org', true],
    ['2001:db8::1', true],
    ['2001:db8:0:0:0:0:0:1', true],
    ['spiffe://example.org/prometheus', true],
    ['friend', false],
    ['example', false],
  ])('%s lets the client in: %s', async (name, served) => {
    await using server = await serve(await withNames('RequireAndVerifyClientCert', name));
    const reply = get(server.port, await certificateOf('friend')).then(({ status }) => status);
    if (served) await expect(reply).resolves.toBe(200);
    else await expect(reply).rejects.toThrow(REFUSED);
  });

  test('a right name does not help a certificate that cannot be verified', async () => {
    await using server = await serve(
      await withNames('RequireAndVerifyClientCert', 'scraper.example'),
    );
    await expect(get(server.port, await certificateOf('stranger'))).rejects.toThrow(REFUSED);
  });
});

describe.each(['TLSv1.2', 'TLSv1.3'] as const)('a session resumed by %s', (version) => {
  const bounds = { minVersion: version, maxVersion: version };

  test('is served again to a client that was served', async () => {
    await using server = await serve(
      await withNames('RequireAndVerifyClientCert', 'scraper.example'),
    );
    const friend = { ...bounds, ...(await certificateOf('friend')) };
    const first = await converse(server.port, friend);
    expect(first).toMatchObject({ served: true, resumed: false });
    expect(await converse(server.port, { ...bounds, ...first.session })).toMatchObject({
      served: true,
      resumed: true,
    });
  });

  test.each(['nobody', 'stranger'] as const)('stays refused to %s', async (client) => {
    await using server = await serve(
      await withNames('RequireAndVerifyClientCert', 'scraper.example'),
    );
    const options = { ...bounds, ...(await certificateOf(client)) };
    const first = await converse(server.port, options);
    expect(first.served).toBe(false);
    const again = await converse(server.port, { ...options, ...first.session });
    expect(again.served).toBe(false);
  });

  test('ends when the authority is replaced', async () => {
    openssl(dir.path, ['x509', '-in', 'authority.crt', '-out', 'trusted.crt']);
    const file = await dir.write('web.yml', RESUME);
    await using server = await serve(file);
    const friend = { ...bounds, ...(await certificateOf('friend')) };
    const first = await converse(server.port, friend);
    expect(first.served).toBe(true);
    openssl(dir.path, ['x509', '-in', 'stranger.crt', '-out', 'trusted.crt']);
    await vi.waitUntil(async () => !(await converse(server.port, friend)).served);
    expect((await converse(server.port, { ...friend, ...first.session })).served).toBe(false);
  });
});

const RESUME = `tls_server_config:
  cert_file: server.crt
  key_file: server.key
  client_auth_type: RequireAndVerifyClientCert
  client_ca_file: trusted.crt
`;

interface Conversation {
  readonly served: boolean;
  readonly resumed: boolean;
  /** For the options of the next connection; empty when the server gave none. */
  readonly session: { readonly session?: Buffer };
}

/** Sends one request at once, and reads until the server closes. */
function converse(port: number, options: ConnectionOptions): Promise<Conversation> {
  return new Promise((done) => {
    let answer = '';
    let session: { readonly session?: Buffer } = {};
    let resumed = false;
    const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false, ...options });
    socket.on('session', (given) => {
      session = { session: given };
    });
    socket.on('secureConnect', () => {
      resumed = socket.isSessionReused();
    });
    socket.on('data', (chunk) => {
      answer += chunk;
    });
    socket.on('error', () => socket.destroy());
    socket.on('close', () => done({ served: answer.startsWith('HTTP/1.1 200'), resumed, session }));
    socket.write('GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
  });
}

async function withNames(type: string, name: string): Promise<string> {
  return dir.write(
    'web.yml',
    `tls_server_config:
  cert_file: server.crt
  key_file: server.key
  client_auth_type: ${type}
  client_ca_file: authority.crt
  client_allowed_sans: ['other.example', '${name}']
`,
  );
}

import { rename, rm } from 'node:fs/promises';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import {
  CHANGED_HASH,
  get,
  makeCertificate,
  openssl,
  S3CRET_HASH,
  serve,
  type TestDirectory,
  testDirectory,
} from './helpers.ts';

let dir: TestDirectory;
let file: string;

beforeEach(async () => {
  dir = await testDirectory();
  makeCertificate(dir.path, 'first');
  makeCertificate(dir.path, 'second');
  await install('first');
  file = await dir.write('web.yml', TLS);
});

afterEach(() => dir[Symbol.asyncDispose]());

const TLS = 'tls_server_config:\n  cert_file: server.crt\n  key_file: server.key\n';
const users = (hash: string) => `basic_auth_users:\n  alice: ${hash}\n`;

async function install(name: string): Promise<void> {
  for (const extension of ['crt', 'key']) await installOne(name, extension);
}

/** By rename, as certificate renewal does it. */
async function installOne(name: string, extension: string): Promise<void> {
  openssl(
    dir.path,
    extension === 'crt'
      ? ['x509', '-in', `${name}.crt`, '-out', 'new']
      : ['pkey', '-in', `${name}.key`, '-out', 'new'],
  );
  await rename(dir.file('new'), dir.file(`server.${extension}`));
}

const certificateOf = async (port: number) => (await get(port)).certificate;

test('a renewed certificate is shown to new connections', async () => {
  await using server = await serve(file);
  expect(await certificateOf(server.port)).toBe('first');
  await install('second');
  await vi.waitUntil(async () => (await certificateOf(server.port)) === 'second');
});

test('a request that is under way survives the renewal', async () => {
  let answer = (): void => undefined;
  await using server = await serve(file, (request, response) => {
    if (request.url !== '/slow') return response.end('quick');
    answer = () => response.end('slow');
    return undefined;
  });
  const slow = get(server.port, { path: '/slow' });
  await install('second');
  await vi.waitUntil(async () => (await certificateOf(server.port)) === 'second');
  answer();
  expect(await slow).toMatchObject({ status: 200, body: 'slow', certificate: 'first' });
});

test('half a renewal keeps the old pair, is reported once, and heals', async () => {
  await using server = await serve(file);
  await installOne('second', 'crt');
  await vi.waitUntil(() => server.errors.length > 0);
  expect(server.errors[0]?.message).toBe(
    `${file}:3:13: tls_server_config.key_file: ${dir.file('server.key')} is not the key of the certificate in ${dir.file('server.crt')}`,
  );
  expect(await certificateOf(server.port)).toBe('first');
  await installOne('second', 'key');
  await vi.waitUntil(async () => (await certificateOf(server.port)) === 'second');
  expect(server.errors).toHaveLength(1);
});

test('a certificate that is gone keeps the old one until it is back', async () => {
  await using server = await serve(file);
  await rm(dir.file('server.crt'));
  await vi.waitUntil(() => server.errors.length > 0);
  expect(server.errors[0]?.message).toContain('server.crt does not exist');
  expect(await certificateOf(server.port)).toBe('first');
  await install('second');
  await vi.waitUntil(async () => (await certificateOf(server.port)) === 'second');
});

test('changed TLS settings are used without a restart', async () => {
  await using server = await serve(file);
  expect(await get(server.port)).toMatchObject({ protocol: 'TLSv1.3' });
  await dir.write('web.yml', `${TLS}  max_version: TLS12\n`);
  await vi.waitUntil(async () => (await get(server.port)).protocol === 'TLSv1.2');
});

test('changed users and headers are used without a restart', async () => {
  await dir.write('web.yml', users(S3CRET_HASH));
  await using server = await serve(file);
  const status = async (auth: string) => (await get(server.port, { scheme: 'http', auth })).status;
  expect([await status('alice:s3cret'), await status('alice:changed')]).toEqual([200, 401]);
  await dir.write('web.yml', users(CHANGED_HASH));
  await vi.waitUntil(async () => (await status('alice:changed')) === 200);
  expect(await status('alice:s3cret')).toBe(401);
});

test('authentication can be switched on while running', async () => {
  await dir.write('web.yml', '');
  await using server = await serve(file);
  const status = async () => (await get(server.port, { scheme: 'http' })).status;
  expect(await status()).toBe(200);
  await dir.write('web.yml', users(S3CRET_HASH));
  await vi.waitUntil(async () => (await status()) === 401);
});

test('a broken file keeps the old users and is reported once', async () => {
  await dir.write('web.yml', users(S3CRET_HASH));
  await using server = await serve(file);
  await dir.write('web.yml', users('plain'));
  await vi.waitUntil(() => server.errors.length > 0);
  expect(server.errors[0]).toMatchObject({ code: 'WEB_CONFIG_INVALID' });
  expect(await get(server.port, { scheme: 'http', auth: 'alice:s3cret' })).toMatchObject({
    status: 200,
  });
  expect(await get(server.port, { scheme: 'http', auth: 'alice:plain' })).toMatchObject({
    status: 401,
  });
  expect(server.errors).toHaveLength(1);
});

test.each([
  ['an emptied file', '', ['TLS off', 'authentication off']],
  ['a file without users', TLS, ['authentication off']],
  ['a file without TLS', users(S3CRET_HASH), ['TLS off']],
  [
    'a file that begins to ask for client certificates',
    `${TLS}  client_auth_type: RequestClientCert\n${users(S3CRET_HASH)}`,
    ['client_auth_type from or to NoClientCert'],
  ],
])('%s does not weaken a running server', async (_, text, refused) => {
  await dir.write('web.yml', TLS + users(S3CRET_HASH));
  await using server = await serve(file);
  await dir.write('web.yml', text);
  await vi.waitUntil(() => server.errors.length > 0);
  expect(server.errors[0]).toMatchObject({
    code: 'WEB_CONFIG_NEEDS_RESTART',
    problems: refused.map(
      (what) => `${file}: switching ${what} needs a restart; the old configuration stays in use`,
    ),
  });
  expect(await get(server.port)).toMatchObject({ status: 401 });
});

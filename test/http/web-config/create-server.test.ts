import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TLS12_SUITES } from '../../../src/http/web-config/go-tls-names.ts';
import {
  get,
  makeCertificate,
  openssl,
  S3CRET_HASH,
  serve,
  serveConfig,
  type TestDirectory,
  testDirectory,
} from './helpers.ts';

let dir: TestDirectory;

beforeAll(async () => {
  dir = await testDirectory();
  makeCertificate(dir.path, 'server', { san: 'IP:127.0.0.1' });
});

afterAll(() => dir[Symbol.asyncDispose]());

const TLS = 'tls_server_config:\n  cert_file: server.crt\n  key_file: server.key\n';
const plain = { scheme: 'http' } as const;

describe('without TLS', () => {
  test('no configuration serves plain HTTP to everybody', async () => {
    await using server = await serveConfig(undefined, (_, response) => response.end('metrics'));
    expect(await get(server.port, plain)).toMatchObject({ status: 200, body: 'metrics' });
  });

  test('an empty file serves plain HTTP to everybody', async () => {
    await using server = await serve(await dir.write('empty.yml', ''));
    expect(await get(server.port, plain)).toMatchObject({ status: 200, body: 'metrics' });
  });

  test('the headers of the file are on every response, a refusal too', async () => {
    const file = await dir.write(
      'headers.yml',
      `http_server_config:\n  headers:\n    X-Frame-Options: deny\nbasic_auth_users:\n  alice: ${S3CRET_HASH}\n`,
    );
    await using server = await serve(file);
    for (const auth of ['alice:s3cret', 'alice:wrong']) {
      const { headers } = await get(server.port, { ...plain, auth });
      expect(headers['x-frame-options']).toBe('deny');
    }
  });

  test('requests beyond the rate limit get 429 until a token is back', async () => {
    const file = await dir.write('limit.yml', 'rate_limit:\n  interval: 1s\n  burst: 2\n');
    let time = 0;
    await using server = await serve(file, undefined, {
      now: () => time,
      openPaths: ['/-/healthy'],
    });
    const status = async (path = '/') => (await get(server.port, { ...plain, path })).status;
    expect([await status(), await status(), await status()]).toEqual([200, 200, 429]);
    expect(await status('/-/healthy')).toBe(200);
    time = 1000;
    expect([await status(), await status()]).toEqual([200, 429]);
  });
});

describe('with TLS', () => {
  test('a client that trusts the certificate is served by TLS 1.3', async () => {
    await using server = await serve(await dir.write('tls.yml', TLS));
    const ca = await readFile(dir.file('server.crt'));
    const reply = await get(server.port, { ca, rejectUnauthorized: true });
    expect(reply).toMatchObject({ status: 200, protocol: 'TLSv1.3', certificate: 'server' });
  });

  test('plain HTTP is not answered', async () => {
    await using server = await serve(await dir.write('tls.yml', TLS));
    await expect(get(server.port, plain)).rejects.toThrow(/socket hang up|ECONNRESET/);
  });

  test('certificate and key may stand in the file', async () => {
    const indented = async (name: string) =>
      (await readFile(dir.file(name), 'utf8')).replaceAll(/^(?=.)/gm, '    ');
    const file = await dir.write(
      'inline.yml',
      `tls_server_config:\n  cert: |\n${await indented('server.crt')}  key: |\n${await indented('server.key')}`,
    );
    await using server = await serve(file);
    expect(await get(server.port)).toMatchObject({ status: 200, certificate: 'server' });
  });

  test('TLS 1.1 is refused by default and served when the file allows it', async () => {
    const old = {
      maxVersion: 'TLSv1.1',
      minVersion: 'TLSv1.1',
      ciphers: 'DEFAULT@SECLEVEL=0',
    } as const;
    await using modern = await serve(await dir.write('modern.yml', TLS));
    await expect(get(modern.port, old)).rejects.toThrow(/protocol version/);
    await using lenient = await serve(await dir.write('old.yml', `${TLS}  min_version: TLS10\n`));
    expect(await get(lenient.port, old)).toMatchObject({ status: 200, protocol: 'TLSv1.1' });
    expect(await get(lenient.port)).toMatchObject({ status: 200, protocol: 'TLSv1.3' });
  });

  test('min_version and max_version bound what is spoken', async () => {
    await using newest = await serve(await dir.write('13.yml', `${TLS}  min_version: TLS13\n`));
    await expect(get(newest.port, { maxVersion: 'TLSv1.2' })).rejects.toThrow(/protocol version/);
    await using older = await serve(await dir.write('12.yml', `${TLS}  max_version: TLS12\n`));
    expect(await get(older.port)).toMatchObject({ protocol: 'TLSv1.2' });
  });

  test('cipher_suites bounds TLS 1.2 and leaves TLS 1.3 alone, as in Go', async () => {
    const suites = '  cipher_suites: [TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384]\n';
    await using server = await serve(await dir.write('ciphers.yml', TLS + suites));
    const reply = await get(server.port, { maxVersion: 'TLSv1.2' });
    expect(reply.cipher).toBe('ECDHE-ECDSA-AES256-GCM-SHA384');
    const other = { maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-AES128-GCM-SHA256' } as const;
    await expect(get(server.port, other)).rejects.toThrow(/handshake failure/);
    expect(await get(server.port)).toMatchObject({ protocol: 'TLSv1.3' });
  });

  test('every cipher suite of the format can be negotiated by name', async () => {
    makeRsaCertificate();
    for (const [name, cipher] of Object.entries(TLS12_SUITES)) {
      const certificate = name.includes('_RSA_') ? 'rsa' : 'server';
      const file = await dir.write(
        'one.yml',
        `tls_server_config:\n  cert_file: ${certificate}.crt\n  key_file: ${certificate}.key\n  cipher_suites: [${name}]\n`,
      );
      await using server = await serve(file);
      expect((await get(server.port, { maxVersion: 'TLSv1.2' })).cipher).toBe(cipher);
    }
  });

  test.each([
    ['true', 'ECDHE-ECDSA-AES256-GCM-SHA384'],
    ['false', 'ECDHE-ECDSA-AES128-GCM-SHA256'],
  ])('prefer_server_cipher_suites %s takes %s', async (prefer, cipher) => {
    const file = await dir.write(
      'prefer.yml',
      `${TLS}  prefer_server_cipher_suites: ${prefer}
  cipher_suites: [TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256]
`,
    );
    await using server = await serve(file);
    const ciphers = 'ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384';
    expect((await get(server.port, { maxVersion: 'TLSv1.2', ciphers })).cipher).toBe(cipher);
  });

  test('curve_preferences bounds the key exchange', async () => {
    await using server = await serve(
      await dir.write('curves.yml', `${TLS}  curve_preferences: [CurveP384, CurveP256]\n`),
    );
    expect(await get(server.port, { ecdhCurve: 'P-384' })).toMatchObject({ status: 200 });
    await expect(get(server.port, { ecdhCurve: 'X25519' })).rejects.toThrow(/handshake failure/);
  });

  test('http2 is accepted, and HTTP/1.1 is spoken', async () => {
    const file = await dir.write('http2.yml', `${TLS}http_server_config:\n  http2: true\n`);
    await using server = await serve(file, (request, response) =>
      response.end(request.httpVersion),
    );
    expect((await get(server.port)).body).toBe('1.1');
  });
});

function makeRsaCertificate(): void {
  const files = ['-keyout', 'rsa.key', '-out', 'rsa.crt'];
  openssl(dir.path, [
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-subj',
    '/CN=rsa',
    ...files,
  ]);
}

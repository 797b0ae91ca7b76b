import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadWebConfig } from '../../../src/http/web-config/load-web-config.ts';
import { nodeFs } from '../../../src/http/web-config/web-config-fs.ts';
import { makeCertificate, S3CRET_HASH, type TestDirectory, testDirectory } from './helpers.ts';

let dir: TestDirectory;

beforeAll(async () => {
  dir = await testDirectory();
  makeCertificate(dir.path, 'server');
  makeCertificate(dir.path, 'other');
});

afterAll(() => dir[Symbol.asyncDispose]());

describe('a right file', () => {
  test('that is empty asks for nothing', async () => {
    for (const text of ['', '# nothing\n', '{}', 'tls_server_config:\nbasic_auth_users:\n']) {
      const file = await dir.write('web.yml', text);
      expect(await loadWebConfig(file)).toEqual({
        file,
        tls: undefined,
        headers: new Map(),
        users: new Map(),
        rateLimit: undefined,
      });
    }
  });

  test('may use every key of the format', async () => {
    const file = await dir.write(
      'web.yml',
      `tls_server_config:
  cert_file: server.crt
  key_file: ${dir.file('server.key')}
  client_ca_file: other.crt
  client_auth_type: RequireAndVerifyClientCert
  client_allowed_sans: [scraper.example]
  min_version: TLS12
  max_version: TLS12
  cipher_suites: [TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, TLS_AES_128_GCM_SHA256]
  prefer_server_cipher_suites: false
  curve_preferences: [CurveP384, X25519]
http_server_config:
  http2: true
  headers:
    Content-Security-Policy: default-src 'self'
    X-Frame-Options: deny
    X-Content-Type-Options: nosniff
    X-XSS-Protection: ''
    Strict-Transport-Security: max-age=300
basic_auth_users:
  alice: ${S3CRET_HASH}
  007: ${S3CRET_HASH}
rate_limit:
  interval: 1m0.5s
  burst: 20
`,
    );
    const config = await loadWebConfig(file);
    expect(config.tls).toMatchObject({
      cert: expect.stringContaining('BEGIN CERTIFICATE'),
      key: expect.stringContaining('PRIVATE KEY'),
      clientCa: expect.stringContaining('BEGIN CERTIFICATE'),
      clientAuth: 'RequireAndVerifyClientCert',
      clientAllowedSans: ['scraper.example'],
      minVersion: 'TLSv1.2',
      maxVersion: 'TLSv1.2',
      cipherSuites: ['ECDHE-ECDSA-AES256-GCM-SHA384', 'TLS_AES_128_GCM_SHA256'],
      curves: ['P-384', 'X25519'],
      preferServerCipherSuites: false,
    });
    expect([...config.headers.keys()]).toEqual([
      'Content-Security-Policy',
      'X-Frame-Options',
      'X-Content-Type-Options',
      'Strict-Transport-Security',
    ]);
    expect([...config.users.keys()].sort()).toEqual(['007', 'alice']);
    expect(config.rateLimit).toEqual({ intervalMs: 60_500, burst: 20 });
  });

  test('may still say RequireClientCert', async () => {
    const file = await dir.write(
      'web.yml',
      `tls_server_config:
  cert_file: server.crt
  key_file: server.key
  client_auth_type: RequireClientCert\n`,
    );
    expect((await loadWebConfig(file)).tls?.clientAuth).toBe('RequireAnyClientCert');
  });
});

describe('a file that cannot be used', () => {
  test('is named when it is missing', async () => {
    const file = dir.file('gone.yml');
    await expect(loadWebConfig(file)).rejects.toMatchObject({
      message: `${file}: the web configuration file does not exist`,
      cause: { code: 'ENOENT' },
    });
  });

  test('is named when the exporter may not read it', async () => {
    const cause = Object.assign(new Error('EACCES'), { code: 'EACCES' });
    const fs = { ...nodeFs, readFile: () => Promise.reject(cause) };
    await expect(loadWebConfig('web.yml', fs)).rejects.toThrow(
      'web.yml: the web configuration file may not be read by the user that runs the exporter',
    );
  });

  test('does not show an inline key that does not fit', async () => {
    const key = await readFile(dir.file('other.key'), 'utf8');
    const inline = key.replaceAll(/^/gm, '    ');
    const file = await dir.write(
      'web.yml',
      `tls_server_config:\n  cert_file: server.crt\n  key: |\n${inline}`,
    );
    await expect(loadWebConfig(file)).rejects.toMatchObject({
      message: `${file}:3:8: tls_server_config.key: the value is not the key of the certificate in ${dir.file('server.crt')}`,
    });
  });
});

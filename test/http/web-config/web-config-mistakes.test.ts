import { mkdir } from 'node:fs/promises';
import { inspect } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadWebConfig } from '../../../src/http/web-config/load-web-config.ts';
import { WebConfigError } from '../../../src/http/web-config/web-config-error.ts';
import {
  makeCertificate,
  openssl,
  S3CRET_HASH,
  type TestDirectory,
  testDirectory,
} from './helpers.ts';

const TLS = 'tls_server_config:\n  cert_file: server.crt\n  key_file: server.key\n';

/** One bad file per mistake -> all that is said; FILE and DIR stand for the real paths. */
const MISTAKES: Readonly<Record<string, readonly [text: string, ...problems: string[]]>> = {
  'an unknown key at the top': [
    'tls_server_confg: {}\n',
    'FILE:1:1: unknown key "tls_server_confg"; did you mean "tls_server_config"?; known here: tls_server_config, http_server_config, basic_auth_users, rate_limit',
  ],
  'an unknown key that resembles nothing': [
    'tls_server_config:\n  zzzzzzzzzzzzzz: 1\n',
    'FILE:2:3: unknown key "zzzzzzzzzzzzzz"; known here: cert, key, client_ca, cert_file, key_file, client_ca_file, client_auth_type, client_allowed_sans, min_version, max_version, cipher_suites, prefer_server_cipher_suites, curve_preferences',
  ],
  'an unknown key of TLS': [
    `${TLS}  client_ca_fle: ca.crt\n`,
    'FILE:4:3: unknown key "client_ca_fle"; did you mean "client_ca_file"?; known here: cert, key, client_ca, cert_file, key_file, client_ca_file, client_auth_type, client_allowed_sans, min_version, max_version, cipher_suites, prefer_server_cipher_suites, curve_preferences',
  ],
  'an unknown key of HTTP': [
    'http_server_config:\n  http3: true\n',
    'FILE:2:3: unknown key "http3"; did you mean "http2"?; known here: http2, headers',
  ],
  'a header that may not be set': [
    'http_server_config:\n  headers:\n    X-Frame-Option: deny\n',
    'FILE:3:5: unknown key "X-Frame-Option"; did you mean "X-Frame-Options"?; known here: Content-Security-Policy, X-Frame-Options, X-Content-Type-Options, X-XSS-Protection, Strict-Transport-Security',
  ],
  'a header value outside the list': [
    'http_server_config:\n  headers:\n    X-Frame-Options: allow\n',
    'FILE:3:22: http_server_config.headers.X-Frame-Options: expected one of deny, sameorigin, found "allow"',
  ],
  'a list instead of a map': ['- a\n', 'FILE:1:1: expected a map, found a list'],
  'a text instead of a section': [
    'tls_server_config: server.crt\n',
    'FILE:1:20: tls_server_config: expected a map, found a text',
  ],
  'a map instead of a text': [
    'tls_server_config:\n  cert_file: {a: 1}\n',
    'FILE:2:14: tls_server_config.cert_file: expected a text, found a map',
  ],
  'a text instead of a boolean': [
    `${TLS}  prefer_server_cipher_suites: maybe\n`,
    'FILE:4:32: tls_server_config.prefer_server_cipher_suites: expected true or false, found a text',
  ],
  'a text instead of a list': [
    `${TLS}  cipher_suites: TLS_AES_128_GCM_SHA256\n`,
    'FILE:4:18: tls_server_config.cipher_suites: expected a list, found a text',
  ],
  'an unknown TLS version': [
    `${TLS}  min_version: TLS14\n`,
    'FILE:4:16: tls_server_config.min_version: expected one of TLS10, TLS11, TLS12, TLS13, found "TLS14"',
  ],
  'a TLS version that is a number': [
    `${TLS}  min_version: 1.2\n`,
    'FILE:4:16: tls_server_config.min_version: expected one of TLS10, TLS11, TLS12, TLS13, found 1.2',
  ],
  'versions the wrong way round': [
    `${TLS}  min_version: TLS13\n  max_version: TLS12\n`,
    'FILE:5:3: tls_server_config.max_version: max_version TLS12 is older than min_version TLS13',
  ],
  'an unknown cipher suite': [
    `${TLS}  cipher_suites:\n    - TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA265\n`,
    'FILE:5:7: tls_server_config.cipher_suites.0: expected one of TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384, TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256, TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA, TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA, TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA, TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA, TLS_AES_128_GCM_SHA256, TLS_AES_256_GCM_SHA384, TLS_CHACHA20_POLY1305_SHA256, found "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA265"; did you mean "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"?',
  ],
  'an unknown curve': [
    `${TLS}  curve_preferences: [P256]\n`,
    'FILE:4:23: tls_server_config.curve_preferences.0: expected one of CurveP256, CurveP384, CurveP521, X25519, found "P256"; did you mean "CurveP256"?',
  ],
  'an unknown client_auth_type': [
    `${TLS}  client_auth_type: RequireAndVerify\n`,
    'FILE:4:21: tls_server_config.client_auth_type: expected one of NoClientCert, RequestClientCert, RequireAnyClientCert, VerifyClientCertIfGiven, RequireAndVerifyClientCert, found "RequireAndVerify"; did you mean "RequireAndVerifyClientCert"?',
  ],
  'an authority without client_auth_type': [
    `${TLS}  client_ca_file: other.crt\n`,
    'FILE:4:3: tls_server_config.client_ca_file: has no effect without client_auth_type: expected RequireAndVerifyClientCert',
  ],
  'verification without an authority': [
    `${TLS}  client_auth_type: RequireAndVerifyClientCert\n`,
    'FILE:4:3: tls_server_config.client_auth_type: RequireAndVerifyClientCert needs client_ca_file (or client_ca) to verify against',
  ],
  'names of clients that are not required': [
    `${TLS}  client_auth_type: RequestClientCert\n  client_allowed_sans: [a]\n`,
    'FILE:5:3: tls_server_config.client_allowed_sans: needs client_auth_type RequireAndVerifyClientCert (or RequireAnyClientCert), found RequestClientCert',
  ],
  'an empty list of names': [
    `${TLS}  client_auth_type: RequireAnyClientCert\n  client_allowed_sans: []\n`,
    'FILE:5:24: tls_server_config.client_allowed_sans: the list is empty, which would refuse every client: name one or leave the key out',
  ],
  'a certificate without a key': [
    'tls_server_config:\n  cert_file: server.crt\n',
    'FILE:1:1: tls_server_config: key_file (or key) is missing: TLS needs a certificate and its key',
  ],
  'TLS without a certificate': [
    'tls_server_config:\n  min_version: TLS12\n',
    'FILE:1:1: tls_server_config: cert_file (or cert) is missing: TLS needs a certificate and its key',
    'FILE:1:1: tls_server_config: key_file (or key) is missing: TLS needs a certificate and its key',
  ],
  'a key that is given twice': [
    `${TLS}  key: abc\n`,
    'FILE:4:3: tls_server_config.key: key and key_file are both given: keep one of the two',
  ],
  'a key where its path should be': [
    'tls_server_config:\n  cert_file: server.crt\n  key_file: "-----BEGIN PRIVATE KEY-----\\nsecret-key\\n"\n',
    'FILE:3:13: tls_server_config.key_file: expected the path of a file, found what belongs into it: use key for that',
  ],
  'problems between keys that stand in another order': [
    'tls_server_config:\n  max_version: TLS11\n  client_ca_file: other.crt\n  key: abc\n  key_file: server.key\n  cert_file: server.crt\n',
    'FILE:2:3: tls_server_config.max_version: max_version TLS11 is older than min_version TLS12',
    'FILE:3:3: tls_server_config.client_ca_file: has no effect without client_auth_type: expected RequireAndVerifyClientCert',
    'FILE:4:3: tls_server_config.key: key and key_file are both given: keep one of the two',
  ],
  'a certificate that is missing': [
    'tls_server_config:\n  cert_file: gone.crt\n  key_file: gone.key\n',
    'FILE:2:14: tls_server_config.cert_file: DIR/gone.crt does not exist',
    'FILE:3:13: tls_server_config.key_file: DIR/gone.key does not exist',
  ],
  'a folder as certificate': [
    'tls_server_config:\n  cert_file: folder\n  key_file: server.key\n',
    'FILE:2:14: tls_server_config.cert_file: DIR/folder is a directory, expected a file',
  ],
  'a key that does not fit': [
    'tls_server_config:\n  cert_file: server.crt\n  key_file: other.key\n',
    'FILE:3:13: tls_server_config.key_file: DIR/other.key is not the key of the certificate in DIR/server.crt',
  ],
  'files that are not PEM': [
    'tls_server_config:\n  cert_file: not-pem.txt\n  key_file: not-pem.txt\n',
    'FILE:2:14: tls_server_config.cert_file: DIR/not-pem.txt holds no certificate, expected PEM: -----BEGIN CERTIFICATE-----',
    'FILE:3:13: tls_server_config.key_file: DIR/not-pem.txt holds no usable private key, expected PEM: -----BEGIN PRIVATE KEY-----',
  ],
  'values that are not PEM': [
    'tls_server_config:\n  cert: hello\n  key: secret-key\n',
    'FILE:2:9: tls_server_config.cert: the value holds no certificate, expected PEM: -----BEGIN CERTIFICATE-----',
    'FILE:3:8: tls_server_config.key: the value holds no usable private key, expected PEM: -----BEGIN PRIVATE KEY-----',
  ],
  'a damaged certificate': [
    'tls_server_config:\n  cert_file: damaged.crt\n  key_file: server.key\n',
    'FILE:2:14: tls_server_config.cert_file: DIR/damaged.crt holds a damaged certificate: copy it again',
  ],
  'an encrypted key': [
    'tls_server_config:\n  cert_file: server.crt\n  key_file: locked.key\n',
    'FILE:3:13: tls_server_config.key_file: DIR/locked.key holds an encrypted key: decrypt it with `openssl pkey -in OLD -out NEW`',
  ],
  'a weak key': [
    'tls_server_config:\n  cert_file: weak.crt\n  key_file: weak.key\n',
    'FILE:1:1: tls_server_config: OpenSSL refuses this configuration: ee key too small',
  ],
  'an authority that is not PEM': [
    `${TLS}  client_auth_type: RequireAndVerifyClientCert\n  client_ca_file: not-pem.txt\n`,
    'FILE:5:19: tls_server_config.client_ca_file: DIR/not-pem.txt holds no certificate, expected PEM: -----BEGIN CERTIFICATE-----',
  ],
  'passwords in plain text': [
    'basic_auth_users:\n  alice: s3cret\n  bob: 12345\n',
    'FILE:2:10: basic_auth_users.alice: expected a bcrypt hash, never the password itself: make one with `htpasswd -nBC 10 USER`',
    'FILE:3:8: basic_auth_users.bob: expected a bcrypt hash, never the password itself: make one with `htpasswd -nBC 10 USER`',
  ],
  'a user without a hash': [
    'basic_auth_users:\n  alice:\n',
    'FILE:2:9: basic_auth_users.alice: expected a bcrypt hash, never the password itself: make one with `htpasswd -nBC 10 USER`',
  ],
  'a hash that is cut off': [
    'basic_auth_users:\n  alice: $2y$10$QOauhQNb\n',
    'FILE:2:10: basic_auth_users.alice: expected a bcrypt hash, never the password itself: make one with `htpasswd -nBC 10 USER`',
  ],
  'users as a list': [
    'basic_auth_users: [alice]\n',
    'FILE:1:19: basic_auth_users: expected a map, found a list',
  ],
  'a user name with a colon': [
    `basic_auth_users:\n  "a:b": ${S3CRET_HASH}\n`,
    'FILE:2:3: basic_auth_users.a:...: a user name with ":" can never log in, because basic authentication ends the name there',
  ],
  'a user that objects cannot hold': [
    `basic_auth_users:\n  __proto__: ${S3CRET_HASH}\n`,
    'FILE:2:3: the key "__proto__" is not allowed',
  ],
  'a plain password that begins with *': [
    'basic_auth_users:\n  alice: *s3cret\n',
    'FILE:2:10: a * stands for something named above by &, but nothing is; a text that starts with * needs quotes',
  ],
  'a plain password that begins with @': [
    'basic_auth_users:\n  alice: @s3cret\n',
    'FILE:2:10: a text that starts with this character needs quotes',
  ],
  'a plain password that begins with &': [
    'basic_auth_users:\n  alice: &s3cret\n',
    'FILE:2:17: basic_auth_users.alice: expected a bcrypt hash, never the password itself: make one with `htpasswd -nBC 10 USER`',
  ],
  'a plain password that begins with !': [
    'basic_auth_users:\n  alice: !s3cret\n',
    'FILE:2:17: basic_auth_users.alice: expected a bcrypt hash, never the password itself: make one with `htpasswd -nBC 10 USER`',
  ],
  'a plain password that begins with {': [
    'basic_auth_users:\n  alice: {s3cret\n',
    'FILE:3:1: Flow map in block collection must be sufficiently indented and end with a }',
  ],
  'a plain password with a colon': [
    'basic_auth_users:\n  alice: s3cret: x\n',
    'FILE:2:10: Nested mappings are not allowed in compact mappings; a text with ": " in it needs quotes',
  ],
  'a plain password that begins with |': [
    'basic_auth_users:\n  alice: |s3cret\n',
    'FILE:2:11: not valid YAML (UNEXPECTED_TOKEN); check indentation and colons, and put a text with special characters in quotes',
  ],
  'a plain password that begins with ]': [
    'basic_auth_users:\n  alice: ]s3cret\n',
    'FILE:2:10: not valid YAML (UNEXPECTED_TOKEN); check indentation and colons, and put a text with special characters in quotes',
    'FILE:2:11: not valid YAML (UNEXPECTED_TOKEN); check indentation and colons, and put a text with special characters in quotes',
  ],
  'a plain password without a space before it': [
    'basic_auth_users: {alice:s3cret}\n',
    'FILE:1:20: basic_auth_users.alice:...: a user name with ":" can never log in, because basic authentication ends the name there',
  ],
  'a key without a space before it': [
    'tls_server_config: {cert: a, key:"secret-key"}\n',
    'FILE:1:30: unknown key "key:..."; is a space missing after the colon?; known here: cert, key, client_ca, cert_file, key_file, client_ca_file, client_auth_type, client_allowed_sans, min_version, max_version, cipher_suites, prefer_server_cipher_suites, curve_preferences',
  ],
  'a quote that is not closed': [
    'basic_auth_users:\n  alice: "s3cret\n',
    'FILE:3:1: Missing closing "quote',
  ],
  'a plain password that begins with %': [
    'basic_auth_users:\n  alice: %s3cret\n',
    'FILE:2:10: a text that starts with this character needs quotes',
  ],
  'a user that is given twice': [
    `basic_auth_users:\n  alice: ${S3CRET_HASH}\n  alice: ${S3CRET_HASH}\n`,
    'FILE:3:3: "alice" stands twice in one map',
  ],
  'a tab as indentation': [
    'basic_auth_users:\n\talice: s3cret\n',
    'FILE:2:1: a tab is used for indentation; use spaces',
  ],
  'two documents': [
    '{}\n---\n{}\n',
    'FILE:2:1: a second document begins here; expected one file with one document',
  ],
  'an interval without a unit': [
    'rate_limit:\n  interval: 5\n  burst: 1\n',
    'FILE:2:13: rate_limit.interval: expected a duration with a unit such as 500ms or 1m30s, or 0 for no limit',
  ],
  'an interval that Go does not know': [
    'rate_limit:\n  interval: 5 seconds\n  burst: 1\n',
    'FILE:2:13: rate_limit.interval: expected a duration with a unit such as 500ms or 1m30s, or 0 for no limit',
  ],
  'an interval that is a list': [
    'rate_limit:\n  interval: [1]\n',
    'FILE:2:13: rate_limit.interval: expected a duration with a unit such as 500ms or 1m30s, or 0 for no limit',
  ],
  'an interval without a burst': [
    'rate_limit:\n  interval: 1s\n',
    'FILE:2:3: rate_limit: burst must be at least 1, because a burst of 0 would refuse every request',
  ],
  'a burst that is a fraction': [
    'rate_limit:\n  interval: 1s\n  burst: 1.5\n',
    'FILE:3:10: rate_limit.burst: expected a whole number, found a number',
  ],
  'a negative burst': [
    'rate_limit:\n  interval: 1s\n  burst: -1\n',
    'FILE:3:10: rate_limit.burst: expected at least 0, found less',
  ],
  'aliases without end': [
    'a: &a [x,x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c]\n',
    'FILE:1:1: the aliases of this file stand for too much; write it without them',
  ],
  'four mistakes at once': [
    'tls_server_confg: 1\nrate_limit:\n  burst: x\nhttp_server_config:\n  http2: 1\nbasic_auth_users:\n  a: b\n',
    'FILE:1:1: unknown key "tls_server_confg"; did you mean "tls_server_config"?; known here: tls_server_config, http_server_config, basic_auth_users, rate_limit',
    'FILE:3:10: rate_limit.burst: expected a number, found a text',
    'FILE:5:10: http_server_config.http2: expected true or false, found a number',
    'FILE:7:6: basic_auth_users.a: expected a bcrypt hash, never the password itself: make one with `htpasswd -nBC 10 USER`',
  ],
};

let dir: TestDirectory;

beforeAll(async () => {
  dir = await testDirectory();
  makeCertificate(dir.path, 'server');
  makeCertificate(dir.path, 'other');
  const locked = ['-aes256', '-passout', 'pass:x', '-out', 'locked.key'];
  openssl(dir.path, ['pkey', '-in', 'server.key', ...locked]);
  const weak = ['-subj', '/CN=weak', '-keyout', 'weak.key', '-out', 'weak.crt'];
  openssl(dir.path, ['req', '-x509', '-newkey', 'rsa:512', '-nodes', ...weak]);
  await dir.write('not-pem.txt', 'hello');
  await dir.write('damaged.crt', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n');
  await mkdir(dir.file('folder'));
});

afterAll(() => dir[Symbol.asyncDispose]());

test.each(Object.entries(MISTAKES))(
  'a file is refused that has %s',
  async (_, [text, ...problems]) => {
    const file = await dir.write('bad.yml', text);
    const error = await loadWebConfig(file).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(WebConfigError);
    expect(error).toMatchObject({ code: 'WEB_CONFIG_INVALID' });
    const said = (error as WebConfigError).problems.map((problem) =>
      problem.replaceAll(file, 'FILE').replaceAll(dir.path, 'DIR'),
    );
    expect(said).toEqual(problems);
  },
);

test('neither a key nor a password nor a hash is ever part of an error', async () => {
  for (const [text] of Object.values(MISTAKES)) {
    const file = await dir.write('bad.yml', text);
    const error = await loadWebConfig(file).catch((thrown: unknown) => thrown);
    expect(inspected(error)).not.toMatch(/s3cret|12345|secret-key|QOauhQNb|6vtFMNTuOH/);
  }
});

function inspected(error: unknown): string {
  return inspect(error, { depth: 10, showHidden: true });
}

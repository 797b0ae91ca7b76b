import { z } from 'zod';
import {
  CLIENT_AUTH_TYPES,
  CURVES,
  TLS_VERSIONS,
  TLS12_SUITES,
  TLS13_SUITES,
} from './go-tls-names.ts';
import { parseGoDuration } from './parse-go-duration.ts';

/** An empty value counts as not given, as it does in Go. */
function optional<T extends z.ZodType>(schema: T) {
  return z.preprocess(
    (value) => (value === null || value === '' ? undefined : value),
    schema.optional(),
  );
}

const text = optional(z.string());
const version = optional(z.enum(keysOf(TLS_VERSIONS)));

const clientAuthType = z.preprocess(
  // The toolkit keeps this older name of RequireAnyClientCert.
  (value) => (value === 'RequireClientCert' ? 'RequireAnyClientCert' : value),
  z.enum(CLIENT_AUTH_TYPES),
);

const tlsServerConfig = z.strictObject({
  cert: text,
  key: text,
  client_ca: text,
  cert_file: text,
  key_file: text,
  client_ca_file: text,
  client_auth_type: optional(clientAuthType),
  client_allowed_sans: optional(
    z
      .array(z.string())
      .refine(
        (names) => names.length > 0,
        'the list is empty, which would refuse every client: name one or leave the key out',
      ),
  ),
  min_version: version,
  max_version: version,
  cipher_suites: optional(z.array(z.enum([...keysOf(TLS12_SUITES), ...keysOf(TLS13_SUITES)]))),
  prefer_server_cipher_suites: optional(z.boolean()),
  curve_preferences: optional(z.array(z.enum(keysOf(CURVES)))),
});
export type TlsSection = z.output<typeof tlsServerConfig>;

const headers = z.strictObject({
  'Content-Security-Policy': text,
  'X-Frame-Options': optional(z.enum(['deny', 'sameorigin'])),
  'X-Content-Type-Options': optional(z.enum(['nosniff'])),
  'X-XSS-Protection': text,
  'Strict-Transport-Security': text,
});

const HASH_EXPECTED =
  'expected a bcrypt hash, never the password itself: make one with `htpasswd -nBC 10 USER`';

const BCRYPT = /^\$2[aby]\$(?:0[4-9]|[12]\d|3[01])\$[./A-Za-z0-9]{53}$/;
const bcryptHash = z.custom<string>(
  (value) => typeof value === 'string' && BCRYPT.test(value),
  HASH_EXPECTED,
);

const userName = z.string().refine((name) => !name.includes(':'), {
  error: 'a user name with ":" can never log in, because basic authentication ends the name there',
});

const INTERVAL_EXPECTED =
  'expected a duration with a unit such as 500ms or 1m30s, or 0 for no limit';

const interval = z.unknown().transform((value, context) => {
  const ms = parseGoDuration(value === 0 ? '0' : typeof value === 'string' ? value : '');
  if (ms !== undefined) return ms;
  context.addIssue({ code: 'custom', message: INTERVAL_EXPECTED });
  return z.NEVER;
});

const rateLimit = z
  .strictObject({
    interval: optional(interval),
    burst: optional(z.int().min(0)),
  })
  .refine(({ interval = 0, burst = 0 }) => interval === 0 || burst !== 0, {
    error: 'burst must be at least 1, because a burst of 0 would refuse every request',
  });

/** The format of exporter-toolkit's web configuration, before any file is read. */
export const webConfigSchema = z.strictObject({
  tls_server_config: optional(tlsServerConfig),
  http_server_config: optional(
    z.strictObject({ http2: optional(z.boolean()), headers: optional(headers) }),
  ),
  basic_auth_users: optional(z.record(userName, bcryptHash)),
  rate_limit: optional(rateLimit),
});

function keysOf<K extends string>(names: Readonly<Record<K, string>>): K[] {
  return Object.keys(names) as K[];
}

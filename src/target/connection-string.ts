import { SSL_MODES, type SslMode } from './connection.ts';
import { CredentialError } from './credential-error.ts';

/** The fields of a connection that libpq's URL and key=value forms can give. */
export interface ConnectionFields {
  readonly host?: string;
  readonly port?: number;
  readonly user?: string;
  readonly password?: string;
  readonly database?: string;
  readonly sslmode?: SslMode;
  readonly sslrootcert?: string;
  readonly sslcert?: string;
  readonly sslkey?: string;
  readonly connectTimeoutSeconds?: number;
}

/**
 * Reads `postgresql://user:password@host:port/database?sslmode=...` or `host=... user='...'`.
 * @throws CredentialError without the text, which may hold a password
 */
export function parseConnectionString(text: string): ConnectionFields {
  const trimmed = text.trim();
  const pairs = /^postgres(ql)?:\/\//i.test(trimmed) ? urlPairs(trimmed) : dsnPairs(trimmed);
  return fieldsOf(pairs);
}

type Pairs = readonly (readonly [key: string, value: string])[];

function urlPairs(text: string): Pairs {
  const match =
    /^[a-z]+:\/\/(?:(?<user>[^:@/?#]*)(?::(?<password>[^/?#]*))?@)?(?<hosts>[^/?#]*)(?:\/(?<database>[^?#@]*))?(?:\?(?<options>[^#@]*))?$/i.exec(
      text,
    );
  if (match?.groups === undefined) {
    throw new CredentialError(
      'the connection URL cannot be read: expected postgresql://user:password@host:port/database, ' +
        'with special characters in user and password percent-encoded (@ is %40, / is %2F)',
    );
  }
  const { user, password, hosts = '', database, options } = match.groups;
  if (hosts.includes(','))
    throw new CredentialError('the connection URL names several hosts; give one target per server');
  const { host, port } = /^(?<host>\[[^\]]*\]|[^:]*)(?::(?<port>.*))?$/.exec(hosts)?.groups ?? {};
  const pairs: [string, string | undefined][] = [
    ['user', user],
    ['password', password],
    ['host', host?.replace(/^\[|\]$/g, '')],
    ['port', port],
    ['dbname', database],
  ];
  const given = pairs.flatMap(([key, value]) => (value ? [[key, decode(value)] as const] : []));
  return [...given, ...new URLSearchParams(options ?? '')];
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    throw new CredentialError('the connection URL has a % that is not followed by two hex digits');
  }
}

function dsnPairs(text: string): Pairs {
  const pattern = /\s*([a-z_]+)\s*=\s*(?:'((?:[^'\\]|\\.)*)'|((?:[^\s\\']|\\.)*))(?:\s+|$)/giy;
  const pairs: (readonly [string, string])[] = [];
  while (pattern.lastIndex < text.length) {
    const match = pattern.exec(text);
    if (match === null) {
      throw new CredentialError(
        "the connection string cannot be read: expected a postgresql:// URL or key=value pairs such as host=db1 user=pgvitals password='it''s' with \\' for a quote",
      );
    }
    const [, key = '', quoted, plain = ''] = match;
    pairs.push([key, (quoted ?? plain).replace(/\\(.)/g, '$1')]);
  }
  return pairs;
}

function fieldsOf(pairs: Pairs): ConnectionFields {
  const values = new Map(pairs);
  const unsupported = pairs.find(([key]) => !KEYS.has(key));
  if (unsupported !== undefined) {
    throw new CredentialError(
      `the connection string has the parameter "${unsupported[0]}", which is not known; known are ${[...KEYS.keys()].join(', ')}`,
    );
  }
  return Object.fromEntries(
    [...KEYS].flatMap(([key, field]) => {
      const value = values.get(key);
      return value === undefined || field === undefined ? [] : [[field, convert(key, value)]];
    }),
  );
}

/** libpq's names and ours; undefined is accepted and has no effect here. */
const KEYS: ReadonlyMap<string, keyof ConnectionFields | undefined> = new Map([
  ['host', 'host'],
  ['port', 'port'],
  ['user', 'user'],
  ['password', 'password'],
  ['dbname', 'database'],
  ['sslmode', 'sslmode'],
  ['sslrootcert', 'sslrootcert'],
  ['sslcert', 'sslcert'],
  ['sslkey', 'sslkey'],
  ['connect_timeout', 'connectTimeoutSeconds'],
  ['application_name', undefined],
  ['fallback_application_name', undefined],
  ['client_encoding', undefined],
  ['target_session_attrs', undefined],
  ['gssencmode', undefined],
  ['channel_binding', undefined],
  ['keepalives', undefined],
  ['keepalives_idle', undefined],
  ['binary_parameters', undefined],
]);

function convert(key: string, value: string): string | number {
  if (key === 'port' || key === 'connect_timeout') return wholeNumber(key, value);
  if (key === 'sslmode' && !SSL_MODES.some((mode) => mode === value)) {
    throw new CredentialError(`sslmode is "${value}", expected one of ${SSL_MODES.join(', ')}`);
  }
  return value;
}

function wholeNumber(key: string, value: string): number {
  // Without the value: in a URL that was split at the wrong place it is a part of the password.
  if (!/^\d+$/.test(value)) throw new CredentialError(`${key} is not a whole number`);
  return Number(value);
}

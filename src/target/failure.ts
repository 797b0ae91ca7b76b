/** Why a server could not be reached or a statement failed; few values, stable, fit for a label. */
export type FailureReason =
  | 'refused'
  | 'unreachable'
  | 'unknown_host'
  | 'timeout'
  | 'lock_timeout'
  | 'authentication'
  | 'tls'
  | 'too_many_connections'
  | 'starting_up'
  | 'shutting_down'
  | 'no_such_database'
  | 'permission'
  | 'undefined'
  | 'credentials'
  | 'connection_lost'
  | 'query_error'
  | 'other';

export interface Failure {
  readonly reason: FailureReason;
  /** One sentence without credentials or stack trace. */
  readonly message: string;
}

/** Sorts an error of connect or of a statement; the message is PostgreSQL's or the system's own. */
export function failureOf(error: unknown): Failure {
  const code = codeOf(error);
  const message = messageOf(error);
  return { reason: reasonOf(code, message, error), message };
}

function codeOf(error: unknown): string {
  const { code } = (error ?? {}) as { code?: unknown };
  return typeof code === 'string' ? code : '';
}

function messageOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) {
    return [...new Set(error.errors.map(messageOf))].join('; ');
  }
  return error instanceof Error && error.message !== '' ? error.message : String(error);
}

function reasonOf(code: string, message: string, error: unknown): FailureReason {
  if (code === '57P03' && /shutting down/i.test(message)) return 'shutting_down';
  if (code === PROTOCOL_VIOLATION) return poolerReason(message, error);
  const known = BY_CODE[code] ?? BY_CLASS[sqlClass(code)];
  if (known !== undefined) return known;
  if (error instanceof Error && error.name === 'TimeoutError') return 'timeout';
  if (/timeout expired|timed? ?out/i.test(message)) return 'timeout';
  if (/Connection terminated|connection error|closed and is not queryable/i.test(message)) {
    return 'connection_lost';
  }
  if (/password must be|SASL|SCRAM|pgpass/i.test(message)) return 'authentication';
  if (code.startsWith('ERR_TLS') || /SSL|TLS|certificate|self.signed/i.test(message)) return 'tls';
  if (code.startsWith('ERR_SSL') || TLS_CODES.has(code)) return 'tls';
  return isSqlState(code) ? 'query_error' : 'other';
}

/** Until lately the one code that PgBouncer had for everything; its words say more. */
const PROTOCOL_VIOLATION = '08P01';

function poolerReason(message: string, error: unknown): FailureReason {
  const known = POOLER_WORDS.find(([words]) => words.test(message));
  if (known !== undefined) return known[1];
  const { severity } = error as { severity?: unknown };
  return severity === 'ERROR' ? 'query_error' : 'connection_lost';
}

const POOLER_WORDS: readonly (readonly [RegExp, FailureReason])[] = [
  [/authentication failed|^not allowed|no such user/i, 'authentication'],
  [/no such database/i, 'no_such_database'],
  [/no more connections allowed/i, 'too_many_connections'],
  [/admin access needed/i, 'permission'],
  [/shutting down/i, 'shutting_down'],
];

const BY_CODE: Readonly<Record<string, FailureReason>> = {
  ECONNREFUSED: 'refused',
  ENOENT: 'refused',
  ECONNRESET: 'connection_lost',
  EPIPE: 'connection_lost',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  ETIMEDOUT: 'timeout',
  ENOTFOUND: 'unknown_host',
  EAI_AGAIN: 'unknown_host',
  CREDENTIALS: 'credentials',
  '57014': 'timeout',
  '55P03': 'lock_timeout',
  '53300': 'too_many_connections',
  '57P03': 'starting_up',
  '57P01': 'shutting_down',
  '57P02': 'connection_lost',
  '3D000': 'no_such_database',
  '42501': 'permission',
  '42P01': 'undefined',
  '42703': 'undefined',
  '42883': 'undefined',
};

const BY_CLASS: Readonly<Record<string, FailureReason>> = {
  '28': 'authentication',
  '08': 'connection_lost',
};

const TLS_CODES: ReadonlySet<string> = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'CERT_HAS_EXPIRED',
]);

function sqlClass(code: string): string {
  return isSqlState(code) ? code.slice(0, 2) : '';
}

function isSqlState(code: string): boolean {
  return /^[0-9A-Z]{5}$/.test(code);
}

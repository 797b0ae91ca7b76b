/** One open session with PostgreSQL. Statements run in the order of the calls. */
export interface Connection {
  readonly database: string;
  /** Process id of the backend, as pg_stat_activity.pid. */
  readonly pid: number;
  /** Whether a pooler stands in between, where settings of the session do not hold. */
  readonly pooled: boolean;
  /** Whether it is the console of a PgBouncer, which takes `simple` statements only. */
  readonly console?: boolean;
  /** Whether a transaction is open, as far as the answers that have arrived tell. */
  readonly inTransaction: boolean;
  /** Runs exactly one statement by the extended protocol; rows come as text. */
  query(sql: string, options?: QueryOptions): Promise<TextResult>;
  /**
   * As `query`; a text that comes again is parsed and planned only once. Not behind a pooler, where
   * the next statement may meet another session.
   */
  read(sql: string, options?: ReadOptions): Promise<TextResult>;
  /** Runs any number of statements by the simple protocol and drops their rows. */
  script(sql: string): Promise<void>;
  /** Ends the session, by force if the server does not answer. Never throws. */
  close(): Promise<void>;
  /** Cancels what is running on the server, then closes; `closed` is true at once. */
  abandon(): Promise<void>;
  /** True once the session is unusable, whoever ended it. */
  readonly closed: boolean;
}

export interface QueryOptions {
  readonly values?: readonly (string | number | boolean | null)[];
  /** Rows beyond this many are counted in `TextResult.truncated` and dropped. */
  readonly maxRows?: number;
  /** Takes the rows as they arrive, while PostgreSQL still makes the next; `rows` is empty then. */
  readonly sink?: RowSink;
  /** By the simple protocol, without values, where several statements may stand in one text. */
  readonly simple?: boolean;
  /** Told of notices and warnings of this statement; the session must run no other meanwhile. */
  readonly onNotice?: (notice: Notice) => void;
}

/** What PostgreSQL says beside its answer. Its words and severity are in the language of the server. */
export interface Notice {
  readonly severity: string;
  /** SQLSTATE */
  readonly code: string;
  readonly message: string;
}

export interface ReadOptions extends Omit<QueryOptions, 'onNotice' | 'simple'> {
  /**
   * Runs ahead of it in the same implicit transaction, its rows dropped; when it fails, neither
   * runs. For SELECT and its like only: what controls transactions can leave this one.
   */
  readonly lead?: ReadLead;
  /** Parse the texts anew, and let the server keep nothing. */
  readonly anew?: boolean;
}

export interface ReadLead {
  readonly sql: string;
  readonly values: readonly string[];
}

/** Told of the columns once, before the first row. What it throws fails the query. */
export type RowSink = (columns: TextResult['columns']) => (row: TextRow) => void;

export type TextRow = readonly (string | null)[];

/** Rows as PostgreSQL sent them: text or NULL, in the order of the columns. */
export interface TextResult {
  readonly columns: readonly { readonly name: string; readonly typeOid: number }[];
  readonly rows: readonly TextRow[];
  readonly truncated: number;
}

/** What connecting takes; see options.ts for where it comes from. */
export interface ConnectOptions {
  /** Host name, address, or the folder of a Unix socket (starts with /). */
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly database: string;
  /** Asked anew for each connection, so that a rotated password is picked up. */
  readonly password: () => Promise<string | undefined>;
  readonly tls: TlsOptions;
  readonly applicationName: string;
  readonly connectTimeoutMs: number;
  /** The console of a PgBouncer is at the other end. */
  readonly console?: boolean;
}

export const SSL_MODES = [
  'disable',
  'allow',
  'prefer',
  'require',
  'verify-ca',
  'verify-full',
] as const;
export type SslMode = (typeof SSL_MODES)[number];

/** libpq's TLS settings; the paths are files that are read anew for each connection. */
export interface TlsOptions {
  readonly mode: SslMode;
  readonly rootCert?: string;
  readonly cert?: string;
  readonly key?: string;
}

import { randomBytes } from 'node:crypto';
import { connect } from '../../src/target/connect.ts';
import type { Connection, ConnectOptions } from '../../src/target/connection.ts';
import type { Major } from './majors.ts';
import { passwordOf } from './test-roles.ts';

/** How to reach a test server; plain data that crosses from the global setup to the tests. */
export interface ServerDetails {
  readonly major: Major;
  readonly host: string;
  readonly port: number;
  /** The superuser. */
  readonly user: string;
  readonly password: string;
  /** The folder of its Unix socket, where the backend has one. */
  readonly socketDir?: string | undefined;
}

/** Defaults: the superuser and database `postgres`; the password of a role of the tests. */
export interface LoginOptions {
  readonly database?: string;
  readonly user?: string;
  readonly password?: string;
  readonly applicationName?: string;
}

export type Rows = readonly (readonly (string | null)[])[];

/** What every test may do with a server, shared or its own. */
export interface ServerView extends ServerDetails {
  connectOptions(login?: LoginOptions): ConnectOptions;
  /** `postgresql://user:password@host:port/database` */
  uri(login?: LoginOptions): string;
  /** Opens a session that the caller closes. */
  connect(login?: LoginOptions): Promise<Connection>;
  /** Runs one statement in a session of its own; rows come as text. */
  execute(sql: string, login?: LoginOptions): Promise<Rows>;
  /** Runs any number of statements in a session of their own. */
  script(sql: string, login?: LoginOptions): Promise<void>;
  /** Makes a database and returns its name, a new one unless `name` is given. */
  createDatabase(name?: string): Promise<string>;
  /** Ends the sessions in it, too. */
  dropDatabase(name: string): Promise<void>;
}

/** Adds the ways to use a server to how it is reached. */
export function serverView(details: ServerDetails): ServerView {
  const connectOptions = (login: LoginOptions = {}) => toConnectOptions(details, login);
  const open = (login?: LoginOptions) => connect(connectOptions(login));
  const execute = (sql: string, login?: LoginOptions) =>
    withSession(open(login), async (session) => (await session.query(sql)).rows);
  const script = (sql: string, login?: LoginOptions) =>
    withSession(open(login), (session) => session.script(sql));
  return {
    ...details,
    connectOptions,
    uri: (login) => toUri(details, login),
    connect: open,
    execute,
    script,
    createDatabase: async (name = `db_${randomBytes(6).toString('hex')}`) => {
      await execute(`CREATE DATABASE ${quoteName(name)}`);
      return name;
    },
    dropDatabase: async (name) => {
      await execute(`DROP DATABASE ${quoteName(name)} WITH (FORCE)`);
    },
  };
}

async function withSession<T>(
  opening: Promise<Connection>,
  use: (session: Connection) => Promise<T>,
): Promise<T> {
  const session = await opening;
  try {
    return await use(session);
  } finally {
    await session.close();
  }
}

function toConnectOptions(details: ServerDetails, login: LoginOptions): ConnectOptions {
  const { user, password } = credentials(details, login);
  return {
    host: details.host,
    port: details.port,
    user,
    database: login.database ?? 'postgres',
    password: async () => password,
    tls: { mode: 'disable' },
    applicationName: login.applicationName ?? 'pgvitals-test',
    connectTimeoutMs: 10_000,
  };
}

function toUri(details: ServerDetails, login: LoginOptions = {}): string {
  const { user, password = '' } = credentials(details, login);
  const database = encodeURIComponent(login.database ?? 'postgres');
  const account = `${encodeURIComponent(user)}:${encodeURIComponent(password)}`;
  return `postgresql://${account}@${details.host}:${details.port}/${database}`;
}

function credentials(
  details: ServerDetails,
  login: LoginOptions,
): { readonly user: string; readonly password: string | undefined } {
  const user = login.user ?? details.user;
  const known = user === details.user ? details.password : passwordOf(user);
  return { user, password: login.password ?? known };
}

function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

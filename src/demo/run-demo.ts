import { randomBytes } from 'node:crypto';
import { connect } from '../target/connect.ts';
import type { Connection } from '../target/connection.ts';
import type { EmbeddedServer } from './embedded/embedded-server.ts';
import { findBinaries } from './embedded/find-binaries.ts';
import { startEmbeddedServer } from './embedded/start-embedded-server.ts';
import { createDemoSchema } from './schema.ts';
import { startWorkload, type Workload } from './workload.ts';

export interface DemoOptions {
  /** Where the folder of the server is made; the system's temporary folder when absent. */
  readonly parentDir: string | undefined;
  readonly onProgress: (message: string) => void;
  readonly onWorkload: (line: string) => void;
  /** Ends the preparations between two steps. */
  readonly signal: AbortSignal;
}

/** A PostgreSQL with a shop that people buy from. */
export interface Demo {
  readonly version: string;
  readonly host: string;
  readonly port: number;
  readonly database: string;
  /** For the exporter: pg_monitor and nothing else. */
  readonly monitorUrl: string;
  /** For a person with psql. */
  readonly adminUrl: string;
  /** Stops everything and deletes all files. */
  remove(): Promise<void>;
}

const DATABASE = 'shop';
const MONITOR_ROLE = 'pgvitals';
const SEED = 20_240_229;

/** Starts all of it; rejects with an EmbeddedServerError or the abort reason, nothing left behind. */
export async function runDemo(options: DemoOptions): Promise<Demo> {
  const server = await startEmbeddedServer({
    binaries: await findBinaries(),
    ...(options.parentDir === undefined ? {} : { parentDir: options.parentDir }),
    settings: SETTINGS,
    log: options.onProgress,
  });
  let workload: Workload | undefined;
  const remove = async () => {
    await workload?.stop();
    await server.remove();
  };
  try {
    options.signal.throwIfAborted();
    const passwords = { monitor: newPassword(), app: newPassword() };
    await createRoles(server, passwords.monitor);
    await loadShop(server, passwords.app, options);
    options.signal.throwIfAborted();
    workload = startWorkload({
      connect: (applicationName, user) =>
        open(server, user, passwords.app, DATABASE, applicationName),
      log: options.onWorkload,
      seed: SEED,
    });
    return {
      version: await versionOf(server),
      host: server.host,
      port: server.port,
      database: DATABASE,
      monitorUrl: url(server, MONITOR_ROLE, passwords.monitor),
      adminUrl: url(server, server.user, server.password),
      remove,
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** As the README recommends for production, but for commits that a crash of the host may take back. */
const SETTINGS = {
  shared_preload_libraries: 'pg_stat_statements',
  'pg_stat_statements.max': 10_000,
  'pg_stat_statements.track': 'all',
  'pg_stat_statements.track_utility': 'off',
  track_io_timing: 'on',
  track_functions: 'all',
  compute_query_id: 'on',
  log_min_duration_statement: '100ms',
  log_line_prefix: '%m [%p] %q%u@%d/%a %h ',
  synchronous_commit: 'off',
  shared_buffers: '64MB',
  max_connections: 50,
};

async function createRoles(server: EmbeddedServer, password: string): Promise<void> {
  const admin = await open(server, server.user, server.password, 'postgres', 'pgvitals demo');
  try {
    await admin.script(`CREATE DATABASE ${DATABASE}`);
    await admin.script(
      `CREATE ROLE ${MONITOR_ROLE} LOGIN CONNECTION LIMIT 5 PASSWORD '${password}'; GRANT pg_monitor TO ${MONITOR_ROLE}`,
    );
  } finally {
    await admin.close();
  }
}

async function loadShop(
  server: EmbeddedServer,
  appPassword: string,
  { onProgress, signal }: DemoOptions,
): Promise<void> {
  const admin = await open(server, server.user, server.password, DATABASE, 'pgvitals demo');
  try {
    await admin.script('CREATE EXTENSION pg_stat_statements');
    await createDemoSchema(admin, {
      now: new Date(),
      appPassword,
      onProgress: ({ done, step, total }) => {
        signal.throwIfAborted();
        onProgress(`Loading the shop, ${done} of ${total}: ${step}.`);
      },
    });
  } finally {
    await admin.close();
  }
}

function open(
  server: EmbeddedServer,
  user: string,
  password: string,
  database: string,
  applicationName: string,
): Promise<Connection> {
  return connect({
    host: server.host,
    port: server.port,
    user,
    database,
    password: async () => password,
    tls: { mode: 'disable' },
    applicationName,
    connectTimeoutMs: 5000,
  });
}

async function versionOf(server: EmbeddedServer): Promise<string> {
  const admin = await open(server, server.user, server.password, DATABASE, 'pgvitals demo');
  const { rows } = await admin.query("SELECT current_setting('server_version')");
  await admin.close();
  return rows[0]?.[0] ?? '';
}

function url({ host, port }: EmbeddedServer, user: string, password: string): string {
  return `postgresql://${user}:${password}@${host}:${port}/${DATABASE}`;
}

function newPassword(): string {
  return randomBytes(12).toString('hex');
}

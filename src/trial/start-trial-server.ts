import { randomBytes } from 'node:crypto';
import type { EmbeddedServer } from '../demo/embedded/embedded-server.ts';
import type { EmbeddedBinaries } from '../demo/embedded/find-binaries.ts';
import { startEmbeddedServer } from '../demo/embedded/start-embedded-server.ts';
import { connect } from '../target/connect.ts';
import type { ConnectOptions } from '../target/connection.ts';

/** An empty PostgreSQL for one trial. */
export interface TrialServer {
  /** Superuser, for the preparations. */
  readonly admin: ConnectOptions;
  /** With pg_monitor and nothing else, as the exporter should run. */
  readonly monitor: ConnectOptions;
  /** Stops it and deletes its files. */
  remove(): Promise<void>;
}

const DATABASE = 'trial';
const MONITOR = 'pgvitals';

export async function startTrialServer(binaries: EmbeddedBinaries): Promise<TrialServer> {
  const server = await startEmbeddedServer({ binaries, name: 'trial', settings: SETTINGS });
  try {
    const password = randomBytes(12).toString('hex');
    const admin = optionsFor(server, server.user, server.password, DATABASE);
    await prepare({ ...admin, database: 'postgres' }, `CREATE DATABASE ${DATABASE}`);
    await prepare(
      admin,
      `CREATE EXTENSION pg_stat_statements;
       CREATE ROLE ${MONITOR} LOGIN PASSWORD '${password}';
       GRANT pg_monitor TO ${MONITOR}`,
    );
    const monitor = optionsFor(server, MONITOR, password, DATABASE);
    return { admin, monitor, remove: () => server.remove() };
  } catch (error) {
    await server.remove();
    throw error;
  }
}

const SETTINGS = {
  shared_preload_libraries: 'pg_stat_statements',
  track_io_timing: true,
  track_functions: 'all',
  wal_level: 'logical',
  fsync: false,
  max_connections: 20,
  shared_buffers: '32MB',
};

function optionsFor(
  { host, port }: EmbeddedServer,
  user: string,
  password: string,
  database: string,
): ConnectOptions {
  return {
    host,
    port,
    user,
    database,
    password: async () => password,
    tls: { mode: 'disable' },
    applicationName: 'pgvitals',
    connectTimeoutMs: 10_000,
  };
}

async function prepare(options: ConnectOptions, sql: string): Promise<void> {
  const connection = await connect(options);
  try {
    await connection.script(sql);
  } finally {
    await connection.close();
  }
}

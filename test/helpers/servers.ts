import { randomBytes } from 'node:crypto';
import type { StopMode } from '../../src/demo/embedded/postmaster.ts';
import type { ServerSettings } from '../../src/demo/embedded/server-settings.ts';
import { waitUntil } from '../../src/demo/embedded/wait-until.ts';
import type { BackendServer } from './backend.ts';
import { chooseBackend, loadBackend } from './choose-backend.ts';
import type { Major } from './majors.ts';
import { type ServerView, serverView } from './test-server.ts';

export { MAJORS, type Major } from './majors.ts';

/** A server of one test, or of one test file; disposing of it deletes it. */
export interface TestServer extends ServerView, AsyncDisposable {
  readonly backend: BackendServer;
  start(): Promise<void>;
  /** Default: `fast`. */
  stop(mode?: StopMode): Promise<void>;
  restart(mode?: StopMode): Promise<void>;
  /** SIGKILL to the postmaster. */
  kill(): Promise<void>;
  remove(): Promise<void>;
}

export interface StartServerOptions {
  /** On top of DEFAULT_SETTINGS. */
  readonly settings?: ServerSettings;
}

export interface StartStandbyOptions extends StartServerOptions {
  /** Creates this physical slot on the primary and uses it. */
  readonly slot?: string;
}

export const DEFAULT_SETTINGS: ServerSettings = {
  shared_preload_libraries: 'pg_stat_statements',
  'pg_stat_statements.track': 'all',
  track_io_timing: true,
  track_functions: 'all',
  wal_level: 'logical',
  fsync: false,
  max_wal_senders: 10,
  max_connections: 50,
  shared_buffers: '64MB',
};

const STREAMING_LIMIT_MS = 30_000;

/** Starts a server of the caller's own. */
export async function startServer(
  major: Major,
  options: StartServerOptions = {},
): Promise<TestServer> {
  const backend = await loadBackend(await chooseBackend());
  return testServer(await backend.startServer(major, { ...DEFAULT_SETTINGS, ...options.settings }));
}

/** Starts a hot standby; resolves once it accepts connections and streams. */
export async function startStandby(
  primary: TestServer,
  { settings = {}, slot }: StartStandbyOptions = {},
): Promise<TestServer> {
  const applicationName = `standby_${randomBytes(4).toString('hex')}`;
  if (slot !== undefined) {
    await primary.execute(`SELECT pg_create_physical_replication_slot('${slot}', true)`);
  }
  const standby = testServer(
    await primary.backend.startStandby({ settings, applicationName, slot }),
  );
  const streaming = await waitUntil(() => isStreaming(primary, applicationName), {
    timeoutMs: STREAMING_LIMIT_MS,
  });
  if (streaming) return standby;
  await standby.remove();
  throw new Error(`The standby did not stream from its primary in ${STREAMING_LIMIT_MS / 1000} s.`);
}

function testServer(backend: BackendServer): TestServer {
  const { start, kill, remove } = backend;
  const stop = (mode: StopMode = 'fast') => backend.stop(mode);
  return {
    ...serverView(backend.details),
    backend,
    start,
    stop,
    kill,
    remove,
    restart: async (mode) => {
      await stop(mode);
      await start();
    },
    [Symbol.asyncDispose]: remove,
  };
}

async function isStreaming(primary: ServerView, applicationName: string): Promise<boolean> {
  const rows = await primary.execute(
    `SELECT 1 FROM pg_stat_replication
     WHERE application_name = '${applicationName}' AND state = 'streaming'`,
  );
  return rows.length > 0;
}

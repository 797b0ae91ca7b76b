import { GenericContainer, getContainerRuntimeClient } from 'testcontainers';
import { freePort } from '../../src/demo/embedded/free-port.ts';
import { renderSettings, type ServerSettings } from '../../src/demo/embedded/server-settings.ts';
import { waitUntil } from '../../src/demo/embedded/wait-until.ts';
import { type Backend, type BackendServer, primaryConninfo } from './backend.ts';
import type { Major } from './majors.ts';
import { SETUP_SQL, SUPERUSER } from './test-roles.ts';
import { type ServerDetails, serverView } from './test-server.ts';

const POSTGRES_PORT = 5432;
const READY_LIMIT_MS = 60_000;
// How a container reaches the published port of another one.
const HOST_OF_CONTAINERS = 'host.docker.internal';

/** Runs the official images of PostgreSQL in a container engine, each on a fixed host port. */
export const dockerBackend: Backend = {
  startServer: (major, settings) => start(major, primaryContainer(major, settings)),
};

function primaryContainer(major: Major, settings: ServerSettings): GenericContainer {
  return new GenericContainer(image(major))
    .withEnvironment({
      POSTGRES_USER: SUPERUSER.user,
      POSTGRES_DB: 'postgres',
      POSTGRES_PASSWORD: SUPERUSER.password,
      POSTGRES_HOST_AUTH_METHOD: 'scram-sha-256',
      POSTGRES_INITDB_ARGS: '--auth=scram-sha-256 --encoding=UTF8 --locale=C',
    })
    .withCopyContentToContainer([
      { target: '/docker-entrypoint-initdb.d/10-settings.sh', content: settingsScript(settings) },
      {
        target: '/docker-entrypoint-initdb.d/20-setup.sql',
        content: `${SETUP_SQL.join(';\n')};\n`,
      },
    ]);
}

// In the file, not on the command line, where ALTER SYSTEM could not change it.
function settingsScript(settings: ServerSettings): string {
  return [
    `cat >> "$PGDATA/postgresql.conf" <<'SETTINGS'\n${renderSettings(settings)}SETTINGS`,
    'echo "host replication all all scram-sha-256" >> "$PGDATA/pg_hba.conf"\n',
  ].join('\n');
}

function standbyContainer(
  major: Major,
  primary: ServerDetails,
  settings: ServerSettings,
): GenericContainer {
  const script = `
    if [ ! -s "$PGDATA/PG_VERSION" ]; then
      mkdir -p "$PGDATA"
      chmod 700 "$PGDATA"
      pg_basebackup --pgdata="$PGDATA" --checkpoint=fast --wal-method=stream
      printf '%s' "$STANDBY_SETTINGS" >> "$PGDATA/postgresql.conf"
      touch "$PGDATA/standby.signal"
    fi
    exec postgres`;
  return new GenericContainer(image(major))
    .withUser('postgres')
    .withExtraHosts([{ host: HOST_OF_CONTAINERS, ipAddress: 'host-gateway' }])
    .withEnvironment({
      PGHOST: HOST_OF_CONTAINERS,
      PGPORT: String(primary.port),
      PGUSER: primary.user,
      PGPASSWORD: primary.password,
      // The server itself must not take the port of its primary from PGPORT.
      STANDBY_SETTINGS: renderSettings({ ...settings, port: POSTGRES_PORT }),
    })
    .withEntrypoint(['bash', '-ec', script]);
}

function image(major: Major): string {
  return `postgres:${major}`;
}

async function start(major: Major, container: GenericContainer): Promise<BackendServer> {
  const port = await freePort();
  const started = await container
    .withExposedPorts({ container: POSTGRES_PORT, host: port })
    .withStartupTimeout(READY_LIMIT_MS)
    .start();
  const host = started.getHost() === 'localhost' ? '127.0.0.1' : started.getHost();
  const details: ServerDetails = { major, host, port, ...SUPERUSER };
  const remove = async () => {
    await started.stop({ remove: true, removeVolumes: true });
  };
  try {
    await untilReady(details);
    return await backendServer(details, started.getId(), remove);
  } catch (error) {
    await remove();
    throw error;
  }
}

async function backendServer(
  details: ServerDetails,
  id: string,
  remove: () => Promise<void>,
): Promise<BackendServer> {
  const client = await getContainerRuntimeClient();
  const container = client.container.getById(id);
  const isRunning = async () => (await container.inspect()).State.Running;
  // The postmaster is process 1 of its container and ends with it.
  const signal = async (name: NodeJS.Signals) => {
    if (!(await isRunning())) return;
    await container.kill({ signal: name });
    await container.wait();
  };
  return {
    details,
    pid: undefined,
    start: async () => {
      if (!(await isRunning())) await container.start();
      await untilReady(details);
    },
    stop: (mode) => signal(mode === 'fast' ? 'SIGINT' : 'SIGQUIT'),
    kill: () => signal('SIGKILL'),
    remove,
    startStandby: (options) => {
      const follow = primaryConninfo({ ...details, host: HOST_OF_CONTAINERS }, options);
      const settings = { ...options.settings, ...follow };
      return start(details.major, standbyContainer(details.major, details, settings));
    },
  };
}

// The port of a container answers before PostgreSQL does, so only a query counts.
async function untilReady(details: ServerDetails): Promise<void> {
  let failure: unknown;
  const server = serverView(details);
  const ready = await waitUntil(
    async () => {
      try {
        return (await server.execute('SELECT 1')).length > 0;
      } catch (error) {
        failure = error;
        return false;
      }
    },
    { timeoutMs: READY_LIMIT_MS, intervalMs: 100 },
  );
  if (ready) return;
  const message = `PostgreSQL ${details.major} in its container answered no query within ${READY_LIMIT_MS / 1000} s.`;
  throw new Error(message, { cause: failure });
}

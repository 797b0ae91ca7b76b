import type { EmbeddedServer } from '../../src/demo/embedded/embedded-server.ts';
import { runnableBinaries } from '../../src/demo/embedded/postgres-binaries.ts';
import type { ServerSettings } from '../../src/demo/embedded/server-settings.ts';
import { startEmbeddedServer } from '../../src/demo/embedded/start-embedded-server.ts';
import { type Backend, type BackendServer, primaryConninfo } from './backend.ts';
import { copyBackup } from './copy-backup.ts';
import { copyData } from './copy-data.ts';
import type { Major } from './majors.ts';
import { templateData } from './template.ts';
import { SUPERUSER } from './test-roles.ts';
import type { ServerDetails } from './test-server.ts';

/** Runs the PostgreSQL of the npm packages as child processes. */
export const embeddedBackend: Backend = {
  startServer: async (major, settings) => {
    const binaries = await runnableBinaries(major);
    const template = await templateData(binaries);
    const server = await startEmbeddedServer({
      ...COMMON,
      binaries,
      settings,
      initialise: ({ dataDir }, { user }) => copyData(template, dataDir, user),
    });
    return backendServer(major, server);
  },
};

const COMMON = { name: 'test', superuser: SUPERUSER.user, password: SUPERUSER.password } as const;

function backendServer(major: Major, server: EmbeddedServer): BackendServer {
  const { host, port, user, password, socketDir } = server;
  const details: ServerDetails = { major, host, port, user, password, socketDir };
  return {
    details,
    get pid() {
      return server.pid;
    },
    start: server.start,
    stop: server.stop,
    kill: server.kill,
    remove: server.remove,
    startStandby: async (options) => {
      const follow = primaryConninfo(details, options);
      const standby = await startFollower(major, details, server.dataDir, {
        ...options.settings,
        ...follow,
      });
      return backendServer(major, standby);
    },
  };
}

async function startFollower(
  major: Major,
  primary: ServerDetails,
  primaryData: string,
  settings: ServerSettings,
): Promise<EmbeddedServer> {
  return startEmbeddedServer({
    ...COMMON,
    binaries: await runnableBinaries(major),
    settings,
    initialise: ({ dataDir }, { user }) => copyBackup(primary, primaryData, dataDir, user),
  });
}

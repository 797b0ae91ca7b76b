import { access, mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { startEmbeddedServer } from '../../src/demo/embedded/start-embedded-server.ts';
import { suiteFolder } from '../helpers/suite-folder.ts';
import { SETUP_SQL, SUPERUSER } from '../helpers/test-roles.ts';
import { type ServerView, serverView } from '../helpers/test-server.ts';

export interface DebianServer extends ServerView, AsyncDisposable {
  restart(): Promise<void>;
}

const LIBRARIES = [
  'pg_stat_statements',
  'pg_stat_kcache',
  'pg_wait_sampling',
  'pg_qualstats',
  'pg_cron',
];
const PACKAGES = ['', '-pg-stat-kcache', '-pg-wait-sampling', '-pg-qualstats', '-cron'];

/** Starts Debian's PostgreSQL 15 with the extensions that Debian has and npm has not. */
export async function startDebianServer(): Promise<DebianServer> {
  const folder = await suiteFolder();
  try {
    const native = join(folder.path, 'native');
    await arrange(native);
    const server = await startEmbeddedServer({
      binaries: { native, version: '15' },
      name: 'debian',
      superuser: SUPERUSER.user,
      password: SUPERUSER.password,
      settings: {
        shared_preload_libraries: LIBRARIES.join(','),
        'pg_stat_statements.track': 'all',
        'pg_qualstats.sample_rate': 1,
        'cron.use_background_workers': true,
        fsync: false,
      },
    });
    const { host, password, port, user } = server;
    const view = serverView({ major: 15, host, port, user, password });
    for (const sql of [
      ...SETUP_SQL,
      ...LIBRARIES.slice(1).map((name) => `CREATE EXTENSION ${name}`),
    ])
      await view.execute(sql);
    return {
      ...view,
      restart: async () => {
        await server.stop('fast');
        await server.start();
      },
      [Symbol.asyncDispose]: async () => {
        await server.remove();
        await folder[Symbol.asyncDispose]();
      },
    };
  } catch (error) {
    await folder[Symbol.asyncDispose]();
    throw error;
  }
}

/** Debian spreads over the system what an npm package has in one folder. */
async function arrange(native: string): Promise<void> {
  const [program, share] = ['/usr/lib/postgresql/15', '/usr/share/postgresql/15'];
  for (const name of LIBRARIES) {
    await access(join(program, 'lib', `${name}.so`)).catch((cause) => {
      const packages = PACKAGES.map((suffix) => `postgresql-15${suffix}`).join(' ');
      throw new Error(
        `Found no ${name} for Debian's PostgreSQL 15, which these tests run. Install it with \`apt-get install ${packages}\`.`,
        { cause },
      );
    });
  }
  await mkdir(join(native, 'share'), { recursive: true });
  await symlink(join(program, 'bin'), join(native, 'bin'));
  await symlink(join(program, 'lib'), join(native, 'lib'));
  await symlink(share, join(native, 'share', 'postgresql'));
}

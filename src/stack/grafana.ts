import { randomBytes } from 'node:crypto';
import { access, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Service } from './service.ts';

export const grafana: Service = {
  name: 'grafana',
  title: 'Grafana',
  programs: ['grafana-server', 'grafana'],
  port: 3000,
  ready: '/api/health',
  install:
    'https://grafana.com/docs/grafana/latest/setup-grafana/installation, brew install grafana',
  prepare: async ({ address, addresses, folder, program, root }) => {
    const [host = '', port = ''] = address.split(':');
    const password = randomBytes(9).toString('base64url');
    const dashboards = join(root, 'grafana', 'dashboards');
    const home = await homeOf(program);
    return {
      cwd: folder,
      args: [
        ...(program.endsWith('-server') ? [] : ['server']),
        ...(home === undefined ? [] : [`--homepath=${home}`]),
      ],
      env: {
        GF_SERVER_HTTP_ADDR: host,
        GF_SERVER_HTTP_PORT: port,
        GF_PATHS_DATA: join(folder, 'grafana'),
        GF_PATHS_LOGS: join(folder, 'grafana'),
        GF_PATHS_PLUGINS: join(folder, 'grafana'),
        GF_PATHS_PROVISIONING: join(root, 'grafana', 'provisioning'),
        GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH: join(dashboards, HOME_DASHBOARD),
        GF_SECURITY_ADMIN_PASSWORD: password,
        GF_USERS_ALLOW_SIGN_UP: 'false',
        GF_ANALYTICS_REPORTING_ENABLED: 'false',
        GF_ANALYTICS_CHECK_FOR_UPDATES: 'false',
        GF_ANALYTICS_CHECK_FOR_PLUGIN_UPDATES: 'false',
        PGVITALS_PROMETHEUS_URL: `http://${addresses.prometheus}`,
        PGVITALS_ALERTMANAGER_URL: `http://${addresses.alertmanager}`,
        PGVITALS_DASHBOARDS: dashboards,
      },
      notes: [`Grafana: user admin, password ${password}`],
    };
  },
};

const HOME_DASHBOARD = 'pgvitals-fleet.json';

/** Where its front end and defaults are; undefined lets Grafana look itself. */
async function homeOf(program: string): Promise<string | undefined> {
  const real = await realpath(program);
  const near = dirname(dirname(real));
  for (const home of [near, join(near, 'share', 'grafana'), '/usr/share/grafana']) {
    const isHome = await access(join(home, 'conf', 'defaults.ini')).then(
      () => true,
      () => false,
    );
    if (isHome) return home;
  }
  return undefined;
}

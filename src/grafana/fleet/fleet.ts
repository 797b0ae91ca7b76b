import type { Dashboard } from '../panel.ts';
import { fleetNow } from './fleet-now.ts';
import { fleetServers } from './fleet-servers.ts';
import { fleetTrends } from './fleet-trends.ts';

/** All servers on one screen. */
export const fleet: Dashboard = {
  uid: 'pgvitals-fleet',
  title: 'PostgreSQL: fleet',
  description: 'All servers on one screen, the worst first; a row leads into its server.',
  servers: 'many',
  variables: ['class'],
  annotated: false,
  from: 'now-1h',
  rows: [fleetNow, fleetServers, fleetTrends],
};

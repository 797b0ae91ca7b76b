import type { Dashboard } from '../panel.ts';
import { overviewAlerts } from './overview-alerts.ts';
import { overviewLatency } from './overview-latency.ts';
import { overviewSigns } from './overview-signs.ts';
import { overviewStorage } from './overview-storage.ts';
import { overviewWork } from './overview-work.ts';

/** The vital signs of one server. */
export const overview: Dashboard = {
  uid: 'pgvitals-overview',
  title: 'PostgreSQL: server',
  description: 'The vital signs of one server, and where to look further.',
  servers: 'one',
  variables: ['datname', 'class'],
  annotated: true,
  from: 'now-3h',
  rows: [overviewSigns, overviewAlerts, overviewLatency, overviewWork, overviewStorage],
};

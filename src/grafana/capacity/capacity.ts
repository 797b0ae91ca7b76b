import type { Dashboard } from '../panel.ts';
import { diskPanels } from './disk-panels.ts';
import { growthPanels } from './growth-panels.ts';
import { limitPanels } from './limit-panels.ts';
import { loadPanels } from './load-panels.ts';

/** How things grow, and when they are full. */
export const capacity: Dashboard = {
  uid: 'pgvitals-capacity',
  title: 'PostgreSQL: capacity and trends',
  description:
    'How data and load grow week over week and month over month, and when something will be full.',
  servers: 'one',
  variables: ['datname', 'class'],
  annotated: false,
  from: 'now-7d',
  rows: [diskPanels, growthPanels, limitPanels, loadPanels],
};

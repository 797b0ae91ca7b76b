import type { Dashboard } from '../panel.ts';
import { bloatPanels } from './bloat-panels.ts';
import { indexPanels } from './index-panels.ts';
import { scanPanels } from './scan-panels.ts';
import { sizePanels } from './size-panels.ts';
import { structurePanels } from './structure-panels.ts';
import { vacuumPanels } from './vacuum-panels.ts';

/** Tables and indexes of the chosen databases. */
export const tables: Dashboard = {
  uid: 'pgvitals-tables',
  title: 'PostgreSQL: tables and indexes',
  description: 'How big tables and indexes are, how they are used, and what they need.',
  servers: 'one',
  variables: ['datname'],
  annotated: true,
  from: 'now-6h',
  rows: [scanPanels, vacuumPanels, bloatPanels, indexPanels, sizePanels, structurePanels],
};

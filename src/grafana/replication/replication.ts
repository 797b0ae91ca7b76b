import type { Dashboard } from '../panel.ts';
import { archivePanels } from './archive-panels.ts';
import { logicalPanels } from './logical-panels.ts';
import { slotPanels } from './slot-panels.ts';
import { standbyPanels } from './standby-panels.ts';

/** Standbys, slots, archive and subscriptions of all servers that are chosen. */
export const replication: Dashboard = {
  uid: 'pgvitals-replication',
  title: 'PostgreSQL: replication and WAL',
  description:
    'How far standbys and subscriptions are behind, what slots keep, and whether the archive works.',
  servers: 'many',
  variables: [],
  annotated: false,
  from: 'now-3h',
  rows: [standbyPanels, slotPanels, archivePanels, logicalPanels],
};

import type { Dashboard } from '../panel.ts';
import { checkpointPanels } from './checkpoint-panels.ts';
import { hitPanels } from './hit-panels.ts';
import { ioPanels } from './io-panels.ts';
import { tempPanels } from './temp-panels.ts';
import { walPanels } from './wal-panels.ts';

/** What is read from where, and how changes get to the disk. */
export const cacheIo: Dashboard = {
  uid: 'pgvitals-cache-io',
  title: 'PostgreSQL: cache and I/O',
  description: 'What shared buffers answer, what has to be read and written, by whom and how fast.',
  servers: 'one',
  variables: ['datname'],
  annotated: true,
  from: 'now-3h',
  rows: [hitPanels, ioPanels, tempPanels, checkpointPanels, walPanels],
};

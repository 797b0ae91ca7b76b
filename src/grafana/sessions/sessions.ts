import type { Dashboard } from '../panel.ts';
import { lockPanels } from './lock-panels.ts';
import { poolPanels } from './pool-panels.ts';
import { progressPanels } from './progress-panels.ts';
import { sessionPanels } from './session-panels.ts';
import { transactionPanels } from './transaction-panels.ts';

/** Who is connected, what they wait for, and who is in the way. */
export const sessions: Dashboard = {
  uid: 'pgvitals-sessions',
  title: 'PostgreSQL: sessions and locks',
  description:
    'Who is connected, what sessions wait for, who blocks whom, and how far long operations are.',
  servers: 'one',
  variables: ['datname', 'pooler'],
  annotated: true,
  from: 'now-1h',
  rows: [lockPanels, sessionPanels, transactionPanels, progressPanels, poolPanels],
};

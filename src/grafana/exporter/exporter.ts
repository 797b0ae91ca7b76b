import type { Dashboard } from '../panel.ts';
import { costPanels } from './cost-panels.ts';
import { processPanels } from './process-panels.ts';
import { queryPanels } from './query-panels.ts';
import { scrapePanels } from './scrape-panels.ts';

/** The monitoring itself: what it measures, what it leaves out, and what it costs. */
export const exporter: Dashboard = {
  uid: 'pgvitals-exporter',
  title: 'PostgreSQL: the exporter',
  description:
    'Scrapes of pgvitals: how long they take, what fails or is skipped and why, and what they cost.',
  servers: 'many',
  variables: ['exporter'],
  annotated: false,
  from: 'now-3h',
  rows: [scrapePanels, queryPanels, costPanels, processPanels],
};

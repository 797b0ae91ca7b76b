import type { Dashboard } from '../panel.ts';
import { queriesByClass } from './queries-by-class.ts';
import { queriesOne } from './queries-one.ts';
import { queriesOverTime } from './queries-over-time.ts';
import { queriesStore } from './queries-store.ts';
import { queriesTop } from './queries-top.ts';

/** Which statements take the time, and how long they take. */
export const queries: Dashboard = {
  uid: 'pgvitals-queries',
  title: 'PostgreSQL: queries',
  description:
    'Latency of each class against its target, the queries that cost most, and one query over time.',
  servers: 'one',
  variables: ['datname', 'class', 'queryid'],
  annotated: true,
  from: 'now-3h',
  rows: [queriesByClass, queriesTop, queriesOverTime, queriesOne, queriesStore],
};

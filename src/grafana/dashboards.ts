import { cacheIo } from './cache-io/cache-io.ts';
import { capacity } from './capacity/capacity.ts';
import { exporter } from './exporter/exporter.ts';
import { fleet } from './fleet/fleet.ts';
import { overview } from './overview/overview.ts';
import type { Dashboard } from './panel.ts';
import { queries } from './queries/queries.ts';
import { replication } from './replication/replication.ts';
import { sessions } from './sessions/sessions.ts';
import { tables } from './tables/tables.ts';

/** All dashboards in the order of their links. */
export const DASHBOARDS: readonly Dashboard[] = [
  fleet,
  overview,
  queries,
  cacheIo,
  tables,
  sessions,
  replication,
  capacity,
  exporter,
];

import { loadCatalog, SHIPPED_CATALOG } from '../../src/catalog/load.ts';
import { scrapeTarget } from '../../src/scrape/scrape-target.ts';
import { connect } from '../../src/target/connect.ts';
import type { ServerView } from '../helpers/test-server.ts';

interface ShippedRun {
  readonly query: string;
  readonly database: string;
  readonly sql: string;
  readonly schemas: readonly string[];
  readonly values: readonly string[];
}

/** What the shipped catalog runs on a server, with pg_monitor, in all its databases. */
export async function runsOn(server: ServerView): Promise<readonly ShippedRun[]> {
  const target = scrapeTarget({
    name: 'shipped',
    labels: {},
    queries: await loadCatalog([SHIPPED_CATALOG]),
    parameters: { core_tables: ['*'] },
    connect,
    connectOptions: async () => server.connectOptions({ user: 'pgvitals' }),
    wantsDatabase: () => true,
    limits: { connections: 3, connectionMaxAgeMs: 60_000 },
    now: () => performance.now(),
    log: { info: () => undefined, warn: () => undefined },
    onScrape: () => undefined,
  });
  try {
    const { plan } = await target.explain(10_000);
    return plan.runs.map(({ database, query, schemas, values, variant }) => ({
      query: query.id,
      database,
      sql: variant.sql,
      schemas,
      values,
    }));
  } finally {
    await target.close();
  }
}

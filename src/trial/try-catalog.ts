import type { CatalogQuery } from '../catalog/query.ts';
import type { QueryPlaces } from '../catalog/query-places.ts';
import type { PlannedQuery } from '../plan/plan.ts';
import { type Explanation, scrapeTarget } from '../scrape/scrape-target.ts';
import { connect } from '../target/connect.ts';
import type { ConnectOptions } from '../target/connection.ts';
import { readSession } from '../target/read-session.ts';
import type { QueryTrial, ServerTrial, SkippedTrial } from './trial.ts';
import { tryQuery } from './try-query.ts';

export interface TryCatalogOptions {
  readonly queries: readonly CatalogQuery[];
  readonly places: QueryPlaces;
  readonly now: () => number;
}

const SURVEY_MS = 15_000;

/** Runs a catalog once in one database. Rejects when the server cannot be reached. */
export async function tryCatalog(
  options: ConnectOptions,
  { now, places, queries }: TryCatalogOptions,
): Promise<ServerTrial> {
  const { plan, server } = await survey(options, queries, now);
  const skipped = plan.skips.map(
    ({ query, reason, detail, remedy }): SkippedTrial => ({
      outcome: 'skipped',
      query,
      skip: { reason, detail, remedy },
    }),
  );
  const tried = await runAll(plan.runs, options, server.versionNum, { places, now });
  const order = new Map(queries.map(({ id }, index) => [id, index]));
  const place = ({ query }: QueryTrial) => order.get(query.id) ?? 0;
  return {
    versionNum: server.versionNum,
    version: server.version,
    role: server.role,
    user: server.user,
    superuser: server.superuser,
    database: options.database,
    queries: [...skipped, ...tried].sort((a, b) => place(a) - place(b)),
  };
}

async function survey(
  options: ConnectOptions,
  queries: readonly CatalogQuery[],
  now: () => number,
): Promise<Explanation> {
  const silent = { info: () => undefined, warn: () => undefined };
  const target = scrapeTarget({
    name: 'trial',
    labels: {},
    queries,
    connect,
    connectOptions: async () => options,
    wantsDatabase: () => false,
    limits: { connections: 1, connectionMaxAgeMs: SURVEY_MS },
    now,
    log: silent,
    onScrape: () => undefined,
  });
  try {
    return await target.explain(SURVEY_MS);
  } finally {
    await target.close();
  }
}

/** One after the other on one session; a query that loses the session costs only itself. */
async function runAll(
  runs: readonly PlannedQuery[],
  options: ConnectOptions,
  versionNum: number,
  context: Pick<TryCatalogOptions, 'now' | 'places'>,
): Promise<readonly QueryTrial[]> {
  const trials: QueryTrial[] = [];
  while (trials.length < runs.length) {
    const connection = await connect(options);
    const session = readSession(connection, versionNum);
    try {
      for (const planned of runs.slice(trials.length)) {
        trials.push(await tryQuery(planned, { ...context, connection, session }));
        if (connection.closed) break;
      }
    } finally {
      await connection.close();
    }
  }
  return trials;
}

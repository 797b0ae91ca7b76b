import type { Labels } from '../metrics/label-text.ts';
import type { Plan, PlannedQuery } from '../plan/plan.ts';
import type { ServerFacts } from '../target/facts.ts';
import { failureOf } from '../target/failure.ts';
import { readSession } from '../target/read-session.ts';
import type { SessionPool } from '../target/session-pool.ts';
import type { Deadline } from './deadline.ts';
import { isSkipped, type QueryOutcome } from './outcome.ts';
import type { PredicateCache } from './predicate-cache.ts';
import type { ResultCache } from './result-cache.ts';
import { failedOutcome, runPlanned } from './run-planned.ts';

export interface PlanContext {
  readonly pool: SessionPool;
  readonly server: ServerFacts;
  readonly deadline: Deadline;
  readonly cache: ResultCache;
  readonly predicates: PredicateCache;
  readonly labels: Labels;
  /** host:port of the server. */
  readonly address: string;
  readonly now: () => number;
}

/**
 * Runs a plan: databases side by side as far as the connection budget goes, the queries of one
 * database one after the other on one session, those of every scrape before the rare ones.
 */
export async function runPlan(plan: Plan, context: PlanContext): Promise<readonly QueryOutcome[]> {
  const served: QueryOutcome[] = plan.skips.map(({ query, database, reason, detail, remedy }) => ({
    query,
    database,
    skip: { reason, detail, remedy },
  }));
  const byDatabase = new Map<string, PlannedQuery[]>();
  for (const planned of plan.runs) {
    const cached = context.cache.fresh(planned) ?? restingResult(planned, context.cache);
    if (cached !== undefined) {
      served.push({ query: planned.query, database: planned.database, ...cached });
      continue;
    }
    const queue = byDatabase.get(planned.database);
    if (queue === undefined) byDatabase.set(planned.database, [planned]);
    else queue.push(planned);
  }
  const ran = await Promise.all(
    [...byDatabase].map(([database, queue]) => runInDatabase(database, queue, context)),
  );
  return [...served, ...ran.flat()];
}

function restingResult(planned: PlannedQuery, cache: ResultCache) {
  return cache.resting(planned) ? cache.lastGood(planned) : undefined;
}

async function runInDatabase(
  database: string,
  queue: readonly PlannedQuery[],
  context: PlanContext,
): Promise<readonly QueryOutcome[]> {
  const { pool, deadline, cache } = context;
  const ordered = [...queue].sort(byUrgency);
  try {
    const lease = await pool.acquire(database, deadline.signal);
    const { connection } = lease;
    const session = readSession(connection, context.server.versionNum);
    try {
      const outcomes: QueryOutcome[] = [];
      const givenUp = new Map<string, string>();
      for (const planned of ordered) {
        const { fatalTo, group = '', id } = planned.query;
        const cause = givenUp.get(group);
        const outcome =
          cause === undefined
            ? await runPlanned(planned, { ...context, connection, session })
            : givenUpOutcome(planned, cause);
        outcomes.push(outcome);
        const failed = !isSkipped(outcome) && outcome.failure !== undefined;
        if (failed && fatalTo !== undefined) givenUp.set(fatalTo, id);
      }
      return outcomes;
    } finally {
      if (!connection.closed && !deadline.signal.aborted) await session.end();
      lease.release();
    }
  } catch (error) {
    const failure = failureOf(error);
    return ordered.map((planned) => failedOutcome(planned, failure, cache));
  }
}

/** What others depend on first, then by priority, then those of every scrape before the rare ones. */
function byUrgency({ query: a }: PlannedQuery, { query: b }: PlannedQuery): number {
  return (
    Number(a.fatalTo === undefined) - Number(b.fatalTo === undefined) ||
    (a.priority ?? 100) - (b.priority ?? 100) ||
    a.ttlMs - b.ttlMs
  );
}

function givenUpOutcome({ database, query }: PlannedQuery, cause: string): QueryOutcome {
  const detail = `query ${cause} failed in database ${database}, and it is fatal to the others`;
  return { query, database, skip: { reason: 'fatal', detail, remedy: '' } };
}

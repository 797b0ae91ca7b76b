import type { Labels } from '../metrics/label-text.ts';
import type { Plan, PlannedQuery } from '../plan/plan.ts';
import type { ServerFacts } from '../target/facts.ts';
import { failureOf } from '../target/failure.ts';
import { readSession } from '../target/read-session.ts';
import type { SessionPool } from '../target/session-pool.ts';
import { withDeadline } from '../target/with-deadline.ts';
import { byUrgency } from './by-urgency.ts';
import type { Deadline } from './deadline.ts';
import { type FatalQueries, fatalQueries } from './fatal-queries.ts';
import { inWindow } from './in-window.ts';
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
    const outcome = withoutAsking(planned, context);
    if (outcome !== undefined) {
      served.push(outcome);
      continue;
    }
    const queue = byDatabase.get(planned.database);
    if (queue === undefined) byDatabase.set(planned.database, [planned]);
    else queue.push(planned);
  }
  const ran = await Promise.all(
    [...byDatabase].map(([database, queue]) => runInDatabase(database, queue, served, context)),
  );
  return [...served, ...ran.flat()];
}

/** No rows where no such command runs; rows that are young enough; the failure of a query that rests. */
function withoutAsking(
  planned: PlannedQuery,
  { cache, server }: PlanContext,
): QueryOutcome | undefined {
  const { database, query } = planned;
  if (query.while !== undefined && server.commands?.has(query.while) === false) {
    return { query, database, result: NOTHING, ageMs: 0 };
  }
  const fresh = cache.fresh(planned);
  if (fresh !== undefined) return { query: planned.query, database: planned.database, ...fresh };
  const failure = cache.resting(planned);
  if (failure === undefined) return undefined;
  return { ...failedOutcome(planned, failure, cache), resting: true };
}

const NOTHING = { families: [], rows: 0, series: 0, dropped: new Map() };

async function runInDatabase(
  database: string,
  queue: readonly PlannedQuery[],
  served: readonly QueryOutcome[],
  context: PlanContext,
): Promise<readonly QueryOutcome[]> {
  const ordered = [...queue].sort(byUrgency);
  const outcomes: QueryOutcome[] = [];
  const fatalities = fatalQueries();
  for (const outcome of served) if (outcome.database === database) fatalities.note(outcome);
  // A session that is lost on the way costs the query that it ran; a new one runs the rest.
  while (outcomes.length < ordered.length) {
    const left = ordered.slice(outcomes.length);
    outcomes.push(...(await runOnSession(database, left, context, fatalities)));
  }
  return outcomes;
}

/** Outcomes of at least one query, in order. */
async function runOnSession(
  database: string,
  queue: readonly PlannedQuery[],
  context: PlanContext,
  fatalities: FatalQueries,
): Promise<readonly QueryOutcome[]> {
  const { pool, deadline, cache } = context;
  try {
    const lease = await pool.acquire(database, deadline.signal);
    const { connection } = lease;
    const session = readSession(connection, context.server.versionNum);
    const worked = workClock(context.now);
    const run = async (planned: PlannedQuery): Promise<QueryOutcome> => {
      const outcome =
        fatalities.outcomeOf(planned) ??
        (await runPlanned(planned, { ...context, connection, session, worked }));
      fatalities.note(outcome);
      if (isLost(outcome)) void connection.close();
      return outcome;
    };
    // What one query decides for the others must be known before they are sent.
    const inFlight = queue.some(({ query }) => query.fatalTo !== undefined) ? 1 : session.inFlight;
    try {
      const outcomes = await inWindow(queue, inFlight, run, () => connection.closed);
      const lost = outcomes.findIndex(isLost);
      // What was sent behind the one that lost the session has not run.
      return lost < 0 ? outcomes : outcomes.slice(0, lost + 1);
    } finally {
      await withDeadline(connection, deadline.signal, session.end).catch(() => undefined);
      lease.release();
    }
  } catch (error) {
    const failure = failureOf(error);
    return queue.map((planned) => failedOutcome(planned, failure, cache));
  }
}

/** Statements are sent before the one ahead is done: its time is not theirs. */
function workClock(now: () => number): (started: number) => number {
  let idleSince = now();
  return (started) => {
    const begun = Math.max(started, idleSince);
    idleSince = now();
    return idleSince - begun;
  };
}

/** The server has said so, and its end of the session follows. */
function isLost(outcome: QueryOutcome): boolean {
  const { reason = 'other' } = isSkipped(outcome) ? {} : (outcome.failure ?? {});
  return reason === 'connection_lost' || reason === 'shutting_down';
}

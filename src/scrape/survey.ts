import type { CatalogQuery } from '../catalog/query.ts';
import { isForDatabase } from '../plan/is-for-database.ts';
import { type Plan, type PlannedSkip, planQueries } from '../plan/plan.ts';
import { readConsoleFacts } from '../target/console-facts.ts';
import {
  type DatabaseFacts,
  readAvailableExtensions,
  readDatabaseFacts,
  readServerFacts,
  type ServerFacts,
} from '../target/facts.ts';
import { failureOf } from '../target/failure.ts';
import { type ReadSession, readSession } from '../target/read-session.ts';
import type { SessionPool } from '../target/session-pool.ts';
import { withDeadline } from '../target/with-deadline.ts';
import type { Deadline } from './deadline.ts';
import type { TargetOptions } from './target-options.ts';
import { untilAborted } from './until-aborted.ts';

/** What is known of a server at the start of a scrape, and what follows for the catalog. */
export interface Survey {
  readonly server: ServerFacts;
  readonly mainDatabase: string;
  /** host:port */
  readonly address: string;
  readonly plan: Plan;
}

export interface SurveyMemory {
  readonly pool: SessionPool;
  readonly databaseFacts: Map<string, { readonly facts: DatabaseFacts; readonly at: number }>;
}

/** Extensions come and go rarely; the role and the databases are read on every scrape. */
const DATABASE_FACTS_TTL_MS = 60_000;

/**
 * Asks the server what it is; `thorough`, also what it could be. Rejects when it cannot be reached.
 */
export async function surveyServer(
  options: TargetOptions,
  memory: SurveyMemory,
  queries: readonly CatalogQuery[],
  deadline: Deadline,
  { thorough = false } = {},
): Promise<Survey> {
  const {
    database: mainDatabase,
    host,
    port,
    user,
  } = await untilAborted(options.connectOptions(), deadline.signal);
  if (queries.some(({ scope }) => scope === 'database')) warmUp(memory, mainDatabase, deadline);
  const privileges = [...new Set(queries.flatMap(({ requires }) => requires.privileges))];
  const server = await twice(deadline, () =>
    inDatabase(memory.pool, mainDatabase, deadline, (session) =>
      options.kind === 'pgbouncer'
        ? readConsoleFacts(session, user, deadline.remainingMs())
        : readServerFacts(session, privileges, deadline.remainingMs()),
    ),
  );
  const others = server.databases.filter(
    (name) => name !== mainDatabase && options.wantsDatabase(name),
  );
  const present = new Set([mainDatabase, ...others]);
  for (const name of memory.databaseFacts.keys()) {
    if (!present.has(name)) memory.databaseFacts.delete(name);
  }
  const surveyed = await Promise.all(
    [mainDatabase, ...others].map((name) => factsOf(name, options, memory, deadline)),
  );
  // A PgBouncer has no extensions, nor SQL to ask for them.
  const available =
    thorough && options.kind !== 'pgbouncer'
      ? await inDatabase(memory.pool, mainDatabase, deadline, (session) =>
          readAvailableExtensions(session, deadline.remainingMs()),
        )
      : undefined;
  const databases = surveyed.flatMap((outcome) =>
    'extensions' in outcome
      ? [{ ...outcome, ...(available === undefined ? {} : { available }) }]
      : [],
  );
  const unreachable = surveyed.flatMap((outcome) => ('extensions' in outcome ? [] : [outcome]));
  const plan = planQueries({
    queries,
    server,
    mainDatabase,
    databases,
    tags: options.tags ?? [],
    ...(options.parameters === undefined ? {} : { parameters: options.parameters }),
  });
  const skips = unreachable.flatMap((outcome) => skipsOf(outcome, queries));
  return {
    server,
    mainDatabase,
    address: `${host}:${port}`,
    plan: { runs: plan.runs, skips: [...plan.skips, ...skips] },
  };
}

/** Begins sessions with the databases that the last scrape looked into, while the facts are read. */
function warmUp(memory: SurveyMemory, mainDatabase: string, deadline: Deadline): void {
  const others = [...memory.databaseFacts.keys()].filter((name) => name !== mainDatabase);
  // One place is for the main database.
  for (const name of others.slice(0, memory.pool.stats().budget - 1)) {
    memory.pool.warm(name, deadline.signal);
  }
}

interface Unreachable {
  readonly database: string;
  readonly detail: string;
}

async function factsOf(
  database: string,
  options: TargetOptions,
  memory: SurveyMemory,
  deadline: Deadline,
): Promise<DatabaseFacts | Unreachable> {
  if (options.kind === 'pgbouncer') return { database, extensions: new Map() };
  const known = memory.databaseFacts.get(database);
  if (known !== undefined && options.now() - known.at < DATABASE_FACTS_TTL_MS) return known.facts;
  try {
    const facts = await inDatabase(memory.pool, database, deadline, (session) =>
      readDatabaseFacts(session, database, deadline.remainingMs()),
    );
    memory.databaseFacts.set(database, { facts, at: options.now() });
    return facts;
  } catch (error) {
    memory.databaseFacts.delete(database);
    return { database, detail: failureOf(error).message };
  }
}

function skipsOf(
  { database, detail }: Unreachable,
  queries: readonly CatalogQuery[],
): readonly PlannedSkip[] {
  return queries
    .filter((query) => query.scope === 'database' && isForDatabase(query, database))
    .map((query) => ({ query, database, reason: 'unreachable', detail, remedy: '' }));
}

async function inDatabase<T>(
  pool: SessionPool,
  database: string,
  deadline: Deadline,
  work: (session: ReadSession) => Promise<T>,
): Promise<T> {
  const lease = await pool.acquire(database, deadline.signal);
  const { connection } = lease;
  const session = readSession(connection);
  try {
    return await withDeadline(connection, deadline.signal, async () => {
      const answer = await work(session);
      await session.end();
      return answer;
    });
  } catch (error) {
    // Not awaited: a server that is silent would hold the scrape beyond its deadline.
    void connection.close();
    throw error;
  } finally {
    lease.release();
  }
}

/** A session that the server ended between two scrapes may be noticed only on its next use. */
async function twice<T>(deadline: Deadline, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const { reason } = failureOf(error);
    if (deadline.signal.aborted || !RETRIED.has(reason)) throw error;
    return await work();
  }
}

const RETRIED: ReadonlySet<string> = new Set(['connection_lost', 'shutting_down']);

import type { CatalogQuery } from '../catalog/query.ts';
import type { Plan } from '../plan/plan.ts';
import { statementTracker } from '../statements/statement-tracker.ts';
import { connectWithPatience } from '../target/connect-with-patience.ts';
import type { ServerFacts } from '../target/facts.ts';
import { sessionPool } from '../target/session-pool.ts';
import { startDeadline } from './deadline.ts';
import { isOfSource } from './is-of-source.ts';
import { predicateCache } from './predicate-cache.ts';
import { type ReadAnswer, readRows } from './read-rows.ts';
import { resultCache } from './result-cache.ts';
import { scrapeCounters } from './scrape-counters.ts';
import { type ScrapeMemory, scrapeOnce } from './scrape-once.ts';
import type { ScrapeResult } from './scrape-result.ts';
import { singleFlight } from './single-flight.ts';
import { surveyServer } from './survey.ts';
import type { TargetOptions } from './target-options.ts';
import { waitedInVain } from './waited-in-vain.ts';

/** One PostgreSQL server or PgBouncer as the exporter sees it, with what it remembers between scrapes. */
export interface ScrapeTarget {
  readonly name: string;
  /** Never rejects for the server's sake: a server that is down is a result, too. */
  scrape(request: ScrapeRequest): Promise<ScrapeResult>;
  /**
   * The rows of console queries, each asked with a list of its own. Rejects when the server cannot
   * be reached.
   */
  read(asked: ReadonlyMap<string, readonly string[]>, timeoutMs: number): Promise<ReadAnswer>;
  /** What a scrape would run and skip. Rejects when the server cannot be reached. */
  explain(timeoutMs: number): Promise<Explanation>;
  close(): Promise<void>;
}

export interface ScrapeRequest {
  /** Ids of the catalog queries to run; all of them when absent. */
  readonly queries?: readonly string[];
  readonly timeoutMs: number;
}

export interface Explanation {
  readonly server: ServerFacts;
  readonly plan: Plan;
}

export function scrapeTarget(given: TargetOptions): ScrapeTarget {
  const all = given.queries.filter((query) => isForKind(query, given));
  const options = { ...given, queries: all.filter((query) => isForScrapes(query, given)) };
  const { limits, now } = options;
  const pool = sessionPool({
    connect: connectWithPatience(
      async (database, signal) =>
        options.connect({ ...(await options.connectOptions()), database }, signal),
      now,
    ),
    budget: limits.connections,
    maxAgeMs: limits.connectionMaxAgeMs,
    now,
  });
  const memory: ScrapeMemory = {
    pool,
    cache: resultCache(now),
    predicates: predicateCache(now),
    counters: scrapeCounters(options.log),
    databaseFacts: new Map(),
    statements: given.statements && statementTracker(given.statements, given.labels, now),
    state: undefined,
  };
  const flight = singleFlight<ScrapeResult>();

  async function scrape({ queries, timeoutMs }: ScrapeRequest): Promise<ScrapeResult> {
    const deadline = startDeadline(timeoutMs, now);
    try {
      const key = JSON.stringify([...(queries ?? [])].sort());
      return await flight(key, deadline.signal, () =>
        scrapeOnce(options, memory, queries, deadline.remainingMs()),
      );
    } catch (error) {
      if (!deadline.signal.aborted) throw error;
      return waitedInVain(options, memory, timeoutMs);
    } finally {
      deadline.clear();
    }
  }

  async function read(
    asked: ReadonlyMap<string, readonly string[]>,
    timeoutMs: number,
  ): Promise<ReadAnswer> {
    const deadline = startDeadline(timeoutMs, now);
    try {
      return await readRows({ ...options, queries: all }, memory, asked, deadline);
    } finally {
      deadline.clear();
    }
  }

  async function explain(timeoutMs: number): Promise<Explanation> {
    const deadline = startDeadline(timeoutMs, now);
    try {
      const { server, plan } = await surveyServer(options, memory, options.queries, deadline, {
        thorough: true,
      });
      return { server, plan };
    } finally {
      deadline.clear();
    }
  }

  return { name: options.name, scrape, read, explain, close: () => pool.close() };
}

/** The rows of a feed are read where somebody takes them. */
function isForScrapes({ feed }: CatalogQuery, { statements }: TargetOptions): boolean {
  if (feed === undefined) return true;
  return statements !== undefined && isOfSource(feed, statements.source ?? 'auto');
}

function isForKind({ scope }: CatalogQuery, { kind = 'postgresql' }: TargetOptions): boolean {
  return (scope === 'pgbouncer') === (kind === 'pgbouncer');
}

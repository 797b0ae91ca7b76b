import type { CatalogQuery } from '../catalog/query.ts';
import type { Family } from '../metrics/family.ts';
import { mergeFamilies } from '../metrics/merge-families.ts';
import type { StatementTracker } from '../statements/statement-tracker.ts';
import { failureOf } from '../target/failure.ts';
import { startDeadline } from './deadline.ts';
import { joinDatabases } from './join-databases.ts';
import type { QueryOutcome } from './outcome.ts';
import type { PredicateCache } from './predicate-cache.ts';
import type { ResultCache } from './result-cache.ts';
import { runWithStatements } from './run-with-statements.ts';
import type { ScrapeCounters } from './scrape-counters.ts';
import type { ScrapeResult } from './scrape-result.ts';
import { selfFamilies } from './self-families.ts';
import type { ServerState } from './server-state.ts';
import { type SurveyMemory, surveyServer } from './survey.ts';
import type { TargetOptions } from './target-options.ts';

export interface ScrapeMemory extends SurveyMemory {
  readonly cache: ResultCache;
  readonly counters: ScrapeCounters;
  readonly predicates: PredicateCache;
  /** Absent where nothing is wanted of pg_stat_statements. */
  readonly statements: StatementTracker | undefined;
  /** Of the last scrape. */
  state: ServerState | undefined;
}

/** One scrape from the first statement to the finished families; ends by its deadline. */
export async function scrapeOnce(
  options: TargetOptions,
  memory: ScrapeMemory,
  selected: readonly string[] | undefined,
  timeoutMs: number,
): Promise<ScrapeResult> {
  const started = options.now();
  const deadline = startDeadline(timeoutMs, options.now);
  const queries = selectQueries(options.queries, selected);
  let outcomes: readonly QueryOutcome[] = [];
  let statements: readonly Family[] = [];
  let state: ServerState;
  try {
    const survey = await surveyServer(options, memory, queries, deadline);
    const { address, mainDatabase, plan, server } = survey;
    const context = { ...options, ...memory, server, deadline, address };
    const ran = await runWithStatements(plan, context, memory.statements);
    outcomes = ran.outcomes;
    statements = ran.families;
    memory.pool.keepOnly(mainDatabase);
    state = { up: true, reason: 'ok', server };
  } catch (error) {
    const { message, reason } = failureOf(error);
    state = { up: false, reason, message };
  } finally {
    deadline.clear();
  }
  memory.state = state;
  memory.cache.prune();
  memory.counters.record(state, outcomes);
  const durationSeconds = (options.now() - started) / 1000;
  options.onScrape(durationSeconds);
  const catalog = mergeFamilies(joinDatabases(outcomes));
  const self = selfFamilies({
    labels: options.labels,
    state,
    outcomes,
    durationSeconds,
    duplicates: catalog.duplicates,
    counters: memory.counters,
    sessions: memory.pool.stats(),
  });
  // No catalog can take the place of what the exporter says of itself.
  const { families } = mergeFamilies([...self, ...statements, ...catalog.families]);
  return { up: state.up, families, durationSeconds };
}

function selectQueries(
  queries: readonly CatalogQuery[],
  selected: readonly string[] | undefined,
): readonly CatalogQuery[] {
  if (selected === undefined || selected.length === 0) return queries;
  const wanted = new Set(selected);
  const found = queries.filter(({ id }) => wanted.has(id));
  if (!found.some(({ feed }) => feed !== undefined)) return found;
  // Without texts and names there are no classes, and who counts must be the same in all scrapes.
  return queries.filter(({ feed, id }) => wanted.has(id) || feed !== undefined);
}

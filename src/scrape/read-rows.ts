import type { ServerFacts } from '../target/facts.ts';
import type { Deadline } from './deadline.ts';
import type { QueryOutcome } from './outcome.ts';
import { resultCache } from './result-cache.ts';
import { runPlan } from './run-plan.ts';
import type { ScrapeMemory } from './scrape-once.ts';
import { surveyServer } from './survey.ts';
import type { TargetOptions } from './target-options.ts';

/** What became of each query that was asked for; the rows are in `result.table`. */
export interface ReadAnswer {
  readonly server: ServerFacts;
  readonly outcomes: readonly QueryOutcome[];
}

/** Runs feeds by name, with all that keeps a scrape safe, and nothing kept from before. */
export async function readRows(
  options: TargetOptions,
  memory: ScrapeMemory,
  asked: ReadonlyMap<string, readonly string[]>,
  deadline: Deadline,
): Promise<ReadAnswer> {
  const queries = options.queries.filter(({ id }) => asked.has(id));
  const survey = await surveyServer(options, memory, queries, deadline);
  const { address, mainDatabase, server } = survey;
  const runs = survey.plan.runs.map((planned) => ({
    ...planned,
    values: (planned.query.parameters ?? []).map((name, index) =>
      name === 'asked'
        ? JSON.stringify(asked.get(planned.query.id))
        : (planned.values[index] ?? ''),
    ),
  }));
  const cache = resultCache(options.now);
  const context = { ...options, ...memory, cache, server, deadline, address };
  const outcomes = await runPlan({ runs, skips: survey.plan.skips }, context);
  memory.pool.keepOnly(mainDatabase);
  return { server, outcomes };
}

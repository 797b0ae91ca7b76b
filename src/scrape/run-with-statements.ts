import type { Feed } from '../catalog/query.ts';
import type { Family } from '../metrics/family.ts';
import type { Plan, PlannedQuery } from '../plan/plan.ts';
import type { StatementTracker } from '../statements/statement-tracker.ts';
import type { RowTable } from './collect-rows.ts';
import { isSkipped, type QueryOutcome } from './outcome.ts';
import { type PlanContext, runPlan } from './run-plan.ts';

/**
 * Runs a plan, hands the counters of pg_stat_statements over, and then asks for the texts and names
 * that are missing, which is rare.
 */
export async function runWithStatements(
  plan: Plan,
  context: PlanContext,
  tracker: StatementTracker | undefined,
): Promise<{ readonly outcomes: readonly QueryOutcome[]; readonly families: readonly Family[] }> {
  const runs = plan.runs.filter(({ query }) => !LATER.has(query.feed));
  const outcomes = [...(await runPlan({ ...plan, runs }, context))];
  const counters = tableOf(outcomes, 'statements');
  if (tracker === undefined || counters === undefined) return { outcomes, families: [] };
  const wanted = tracker.look(counters);
  const later: PlannedQuery[] = [];
  if (wanted.texts.length > 0) later.push(...asking(plan, 'statement_texts', wanted.texts));
  if (wanted.names) later.push(...asking(plan, 'statement_names', []));
  if (later.length > 0) {
    const found = await runPlan({ runs: later, skips: [] }, context);
    outcomes.push(...found);
    if (wanted.texts.length > 0) {
      tracker.learnTexts(wanted.texts, tableOf(found, 'statement_texts')?.rows);
    }
    const names = tableOf(found, 'statement_names');
    if (names !== undefined) tracker.learnNames(names.rows);
  }
  return { outcomes, families: tracker.finish() };
}

const LATER: ReadonlySet<Feed | undefined> = new Set(['statement_texts', 'statement_names']);

function asking({ runs }: Plan, feed: Feed, asked: readonly string[]): readonly PlannedQuery[] {
  return runs
    .filter(({ query }) => query.feed === feed)
    .map((planned) => ({
      ...planned,
      values: (planned.query.parameters ?? []).map((name, index) =>
        name === 'asked' ? JSON.stringify(asked) : (planned.values[index] ?? ''),
      ),
    }));
}

/** The whole rows of a feed that was read in this scrape. */
function tableOf(outcomes: readonly QueryOutcome[], feed: Feed): RowTable | undefined {
  const outcome = outcomes.find(({ query }) => query.feed === feed);
  if (outcome === undefined || isSkipped(outcome) || outcome.failure !== undefined)
    return undefined;
  // What is cut off would look like entries that were evicted.
  const { result } = outcome;
  return result === undefined || result.dropped.size > 0 ? undefined : result.table;
}

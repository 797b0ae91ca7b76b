import type { Feed } from '../catalog/query.ts';
import type { Family } from '../metrics/family.ts';
import type { Plan, PlannedQuery } from '../plan/plan.ts';
import type { LookRows } from '../statements/read-entries.ts';
import type { StatementTracker } from '../statements/statement-tracker.ts';
import type { RowTable } from './collect-rows.ts';
import { isSkipped, type QueryOutcome } from './outcome.ts';
import { type PlanContext, runPlan } from './run-plan.ts';

/**
 * Runs a plan, hands the counters of statements over, and then asks for the texts and names
 * that are missing, which is rare.
 */
export async function runWithStatements(
  plan: Plan,
  context: PlanContext,
  tracker: StatementTracker | undefined,
): Promise<{ readonly outcomes: readonly QueryOutcome[]; readonly families: readonly Family[] }> {
  const runs = plan.runs.filter(({ query }) => !LATER.has(query.feed));
  const first = runs.map((planned) =>
    planned.query.feed === 'monitor_statements' && tracker !== undefined
      ? asked(planned, tracker.monitorFrom())
      : planned,
  );
  const outcomes = [...(await runPlan({ ...plan, runs: first }, context))];
  const rows = rowsOf(outcomes, runs);
  if (tracker === undefined || rows === undefined) return { outcomes, families: [] };
  const wanted = tracker.look(rows);
  const texts = rows.statements === undefined ? 'monitor_texts' : 'statement_texts';
  const later: PlannedQuery[] = [];
  if (wanted.texts.length > 0) later.push(...asking(plan, texts, wanted.texts));
  if (wanted.names) later.push(...asking(plan, 'statement_names', []));
  if (later.length > 0) {
    const found = await runPlan({ runs: later, skips: [] }, context);
    outcomes.push(...found);
    if (wanted.texts.length > 0) tracker.learnTexts(wanted.texts, tableOf(found, texts)?.rows);
    const names = tableOf(found, 'statement_names');
    if (names !== undefined) tracker.learnNames(names.rows);
  }
  return { outcomes, families: tracker.finish() };
}

const LATER: ReadonlySet<Feed | undefined> = new Set([
  'statement_texts',
  'statement_names',
  'monitor_texts',
]);

/** undefined: what counts could not be read. Who counts must not change because of one failure. */
function rowsOf(
  outcomes: readonly QueryOutcome[],
  runs: readonly PlannedQuery[],
): LookRows | undefined {
  const monitor = tableOf(outcomes, 'monitor_statements');
  if (!runs.some(({ query }) => query.feed === 'statements')) return monitor && { monitor };
  const statements = tableOf(outcomes, 'statements');
  return statements && { statements, monitor };
}

function asking({ runs }: Plan, feed: Feed, ids: readonly string[]): readonly PlannedQuery[] {
  return runs.filter(({ query }) => query.feed === feed).map((planned) => asked(planned, ids));
}

function asked(planned: PlannedQuery, list: readonly string[]): PlannedQuery {
  const values = (planned.query.parameters ?? []).map((name, index) =>
    name === 'asked' ? JSON.stringify(list) : (planned.values[index] ?? ''),
  );
  return { ...planned, values };
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

import type { PlannedQuery } from '../plan/plan.ts';
import { isSkipped, type QueryOutcome } from './outcome.ts';

/** Which groups of queries are given up in a database, because a fatal one of them failed. */
export interface FatalQueries {
  /** What becomes of a query that is given up; undefined for any other. */
  outcomeOf(planned: PlannedQuery): QueryOutcome | undefined;
  note(outcome: QueryOutcome): void;
}

export function fatalQueries(): FatalQueries {
  const causes = new Map<string, string>();
  return {
    outcomeOf({ database, query }) {
      const cause = causes.get(query.group ?? '');
      if (cause === undefined) return undefined;
      const detail = `query ${cause} failed in database ${database}, and it is fatal to the others`;
      return { query, database, skip: { reason: 'fatal', detail, remedy: '' } };
    },
    note(outcome) {
      const { query } = outcome;
      const failed = !isSkipped(outcome) && outcome.failure !== undefined;
      if (failed && query.fatalTo !== undefined) causes.set(query.fatalTo, query.id);
    },
  };
}

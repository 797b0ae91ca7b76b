import type { Predicate } from '../catalog/query.ts';
import type { PlannedQuery } from '../plan/plan.ts';
import type { TextResult } from '../target/connection.ts';
import type { PredicateCache } from './predicate-cache.ts';

/** Asks the predicates of a query in turn; what to call the first that is not true. */
export async function firstFalsePredicate(
  planned: PlannedQuery,
  ask: (sql: string) => Promise<TextResult>,
  cache: PredicateCache,
): Promise<string | undefined> {
  const { predicate, predicates = [] } = planned.query.requires;
  if (predicate !== undefined && !isOneTrue(await ask(predicate))) return 'its predicate';
  for (const one of predicates) {
    const holds = await cache.holds(planned, one, async () => answerOf(one, await ask(one.sql)));
    if (!holds) return one.name === '' ? 'its predicate' : `its predicate ${one.name}`;
  }
  return undefined;
}

function answerOf({ answer, name }: Predicate, result: TextResult): boolean {
  if (answer === 'first_row') return isTrue(result);
  const rows = result.rows.length + result.truncated;
  if (result.columns.length !== 1 || result.columns[0]?.typeOid !== BOOL || rows > 1) {
    throw new Error(
      `the predicate ${name} gave ${rows} rows with ${result.columns.length} columns; expected one boolean, or no row`,
    );
  }
  return isTrue(result);
}

const BOOL = 16;

function isOneTrue(result: TextResult): boolean {
  return result.rows.length === 1 && result.rows[0]?.[0] === 't';
}

function isTrue({ rows, columns }: TextResult): boolean {
  return columns[0]?.typeOid === BOOL && rows[0]?.[0] === 't';
}

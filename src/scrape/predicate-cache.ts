import type { Predicate } from '../catalog/query.ts';
import type { PlannedQuery } from '../plan/plan.ts';

/** Answers of predicates that need not be asked on every scrape. */
export interface PredicateCache {
  /** The answer, asked now unless one is young enough. A failure is not kept. */
  holds(planned: PlannedQuery, predicate: Predicate, ask: () => Promise<boolean>): Promise<boolean>;
}

export function predicateCache(now: () => number): PredicateCache {
  const answers = new Map<string, { readonly holds: boolean; readonly at: number }>();
  return {
    async holds({ database, query }, { sql, ttlMs }, ask) {
      if (ttlMs <= 0) return await ask();
      const key = JSON.stringify([query.id, database, sql]);
      const known = answers.get(key);
      if (known !== undefined && now() - known.at < ttlMs) return known.holds;
      const holds = await ask();
      answers.set(key, { holds, at: now() });
      return holds;
    },
  };
}

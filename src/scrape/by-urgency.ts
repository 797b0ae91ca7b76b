import type { PlannedQuery } from '../plan/plan.ts';

/** What others depend on first, then by priority, then those of every scrape before the rare ones. */
export function byUrgency({ query: a }: PlannedQuery, { query: b }: PlannedQuery): number {
  return (
    Number(a.fatalTo === undefined) - Number(b.fatalTo === undefined) ||
    (a.priority ?? USUAL) - (b.priority ?? USUAL) ||
    a.ttlMs - b.ttlMs ||
    // Each change of the timeout is a statement more.
    a.timeoutMs - b.timeoutMs
  );
}

const USUAL = 100;

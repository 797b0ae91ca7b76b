import type { PlannedQuery } from '../plan/plan.ts';
import type { Failure, FailureReason } from '../target/failure.ts';
import type { ShapedResult } from './shape-result.ts';

/** The last good rows of the queries that do not run on every scrape. */
export interface ResultCache {
  /** Rows that are young enough to serve without asking the server. */
  fresh(planned: PlannedQuery): CachedResult | undefined;
  /** Rows to fall back on when the query failed just now. */
  lastGood(planned: PlannedQuery): CachedResult | undefined;
  /** Why a query failed that is to be left alone for now. */
  resting(planned: PlannedQuery): Failure | undefined;
  store(planned: PlannedQuery, result: ShapedResult): void;
  fail(planned: PlannedQuery, failure: Failure): void;
  /** Forgets what is too old to serve: of dropped databases, for one. */
  prune(): void;
}

export interface CachedResult {
  readonly result: ShapedResult;
  readonly ageMs: number;
}

/** Last good rows are served until they are this many times older than they should be. */
const STALE_FACTOR = 3;
/** An expensive query that fails is not tried again on every scrape. */
const MAX_REST_MS = 30_000;
const NOT_ITS_FAULT: ReadonlySet<FailureReason> = new Set(['connection_lost', 'shutting_down']);

export function resultCache(now: () => number): ResultCache {
  const results = new Map<string, { result: ShapedResult; at: number; ttlMs: number }>();
  const failures = new Map<string, { readonly failure: Failure; readonly at: number }>();

  function within(planned: PlannedQuery, factor: number): CachedResult | undefined {
    const entry = results.get(keyOf(planned));
    if (entry === undefined) return undefined;
    const ageMs = now() - entry.at;
    return ageMs < planned.query.ttlMs * factor ? { result: entry.result, ageMs } : undefined;
  }

  return {
    fresh: (planned) => within(planned, 1),
    lastGood: (planned) => within(planned, STALE_FACTOR),
    resting: (planned) => {
      const failed = failures.get(keyOf(planned));
      const restMs = Math.min(planned.query.ttlMs, MAX_REST_MS);
      return failed !== undefined && now() - failed.at < restMs ? failed.failure : undefined;
    },
    store(planned, result) {
      failures.delete(keyOf(planned));
      const { ttlMs } = planned.query;
      if (ttlMs > 0) results.set(keyOf(planned), { result, at: now(), ttlMs });
    },
    fail(planned, failure) {
      if (planned.query.ttlMs === 0 || NOT_ITS_FAULT.has(failure.reason)) return;
      failures.set(keyOf(planned), { failure, at: now() });
    },
    prune() {
      for (const [key, { at, ttlMs }] of results) {
        if (now() - at > ttlMs * STALE_FACTOR) results.delete(key);
      }
      for (const [key, { at }] of failures) {
        if (now() - at > MAX_REST_MS) failures.delete(key);
      }
    },
  };
}

function keyOf({ query, database }: PlannedQuery): string {
  return JSON.stringify([query.id, database]);
}

import type { CatalogQuery } from '../catalog/query.ts';
import type { Skip } from '../plan/skip.ts';
import type { Failure } from '../target/failure.ts';
import type { ShapedResult } from './shape-result.ts';

/** What became of one catalog query in one database in one scrape. */
export type QueryOutcome = RanOutcome | SkippedOutcome;

export interface RanOutcome {
  readonly query: CatalogQuery;
  readonly database: string;
  /** Rows to serve: of now, or the last good ones; absent when there are none. */
  readonly result?: ShapedResult;
  /** 0 for rows of this scrape. */
  readonly ageMs: number;
  /** Absent when the rows were served from before without asking the server. */
  readonly durationMs?: number;
  readonly failure?: Failure;
  /** The failure is of an earlier scrape, and the server was not asked again. */
  readonly resting?: true;
}

export interface SkippedOutcome {
  readonly query: CatalogQuery;
  readonly database: string;
  readonly skip: Skip;
}

export function isSkipped(outcome: QueryOutcome): outcome is SkippedOutcome {
  return 'skip' in outcome;
}

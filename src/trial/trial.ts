import type { CatalogQuery, Source } from '../catalog/query.ts';
import type { Skip } from '../plan/skip.ts';
import type { ServerFacts } from '../target/facts.ts';
import type { FailureReason } from '../target/failure.ts';

/** What a catalog did on one server. */
export interface ServerTrial {
  readonly versionNum: number;
  readonly version: string;
  readonly role: ServerFacts['role'];
  readonly user: string;
  readonly superuser: boolean;
  readonly database: string;
  readonly queries: readonly QueryTrial[];
}

export type QueryTrial = RanTrial | FailedTrial | SkippedTrial;

export interface RanTrial {
  readonly outcome: 'ran';
  readonly query: CatalogQuery;
  /** The condition of the SQL that was run. */
  readonly when: string;
  readonly rows: number;
  readonly series: number;
  readonly milliseconds: number;
  /** All that the result has. */
  readonly columns: readonly string[];
  readonly undeclared: readonly string[];
  readonly complaints: readonly Complaint[];
}

/** Rows or values that the exporter would drop. */
export interface Complaint {
  readonly kind: 'duplicate' | 'not_a_number' | 'budget';
  readonly message: string;
  readonly place: Source;
}

export interface FailedTrial {
  readonly outcome: 'failed';
  readonly query: CatalogQuery;
  readonly when: string;
  readonly milliseconds: number;
  readonly reason: FailureReason;
  /** What PostgreSQL said, with its code and hint. */
  readonly message: string;
  /** Where in the file the server found it, or else the query. */
  readonly place: Source;
}

export interface SkippedTrial {
  readonly outcome: 'skipped';
  readonly query: CatalogQuery;
  readonly skip: Skip;
}

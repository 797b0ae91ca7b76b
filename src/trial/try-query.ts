import type { QueryPlaces } from '../catalog/query-places.ts';
import type { PlannedQuery } from '../plan/plan.ts';
import { firstFalsePredicate } from '../scrape/first-false-predicate.ts';
import { predicateCache } from '../scrape/predicate-cache.ts';
import type { Connection, TextResult } from '../target/connection.ts';
import { failureOf } from '../target/failure.ts';
import type { ReadSession } from '../target/read-session.ts';
import { withDeadline } from '../target/with-deadline.ts';
import { inspectResult } from './inspect-result.ts';
import { sqlError } from './sql-error.ts';
import type { QueryTrial } from './trial.ts';

/** Where queries are tried. */
export interface TrialContext {
  readonly connection: Connection;
  readonly session: ReadSession;
  readonly places: QueryPlaces;
  readonly now: () => number;
}

/** A scrape would not wait any longer, whatever the query says. */
const LONGEST_MS = 10_000;
/** For the server's own timeout to arrive. */
const GRACE_MS = 5000;

/** Runs one query as a scrape would, and looks at what comes back. Never rejects. */
export async function tryQuery(planned: PlannedQuery, context: TrialContext): Promise<QueryTrial> {
  const { query, variant, database } = planned;
  const started = context.now();
  const elapsed = () => context.now() - started;
  let sql = '';
  try {
    const ask = (predicate: string) => {
      sql = predicate;
      return read(planned, predicate, context);
    };
    const refusal = await firstFalsePredicate(planned, ask, predicateCache(context.now));
    if (refusal !== undefined) {
      const detail = `${refusal} is not true in database ${database}`;
      return { outcome: 'skipped', query, skip: { reason: 'predicate', detail, remedy: '' } };
    }
    sql = variant.sql;
    const result = await read(planned, sql, context);
    const milliseconds = elapsed();
    const inspected = inspectResult(query, result, context.places);
    return { outcome: 'ran', query, when: variant.when, milliseconds, ...inspected };
  } catch (error) {
    const { message, offset } = sqlError(error, sql);
    const place =
      offset === undefined || sql !== variant.sql
        ? query.source
        : context.places.sql(query, variant, offset);
    const { reason } = failureOf(error);
    return {
      outcome: 'failed',
      query,
      when: variant.when,
      milliseconds: elapsed(),
      reason,
      message: `${message}${adviceFor(message, planned)}`,
      place,
    };
  }
}

function read(
  { query, schemas }: PlannedQuery,
  sql: string,
  { connection, session }: TrialContext,
): Promise<TextResult> {
  const timeoutMs = Math.min(query.timeoutMs, LONGEST_MS);
  // Where rows are observations, there may be more of them than series.
  const observed = query.columns.some(({ bounds }) => bounds !== undefined);
  const maxRows = observed ? Number.POSITIVE_INFINITY : query.maxSeries;
  const statement = { sql, schemas, timeoutMs, maxRows };
  const signal = AbortSignal.timeout(timeoutMs + GRACE_MS);
  return withDeadline(connection, signal, async () => {
    const result = await session.read(statement);
    await session.end();
    return result;
  });
}

/** What surprises everybody whose SQL runs in psql. */
function adviceFor(message: string, { schemas }: PlannedQuery): string {
  const unqualified = /^(?:relation "[^".]+"|function \w+\(.*\)|type "[^".]+") does not exist/;
  return schemas.length === 0 && unqualified.test(message)
    ? '; names without a schema are looked up in pg_catalog only: write one in front, or schemas: [public]'
    : '';
}

import type { QueryPlaces } from '../catalog/query-places.ts';
import type { PlannedQuery } from '../plan/plan.ts';
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

/** For the server's own timeout to arrive. */
const GRACE_MS = 5000;

/** Runs one query as a scrape would, and looks at what comes back. Never rejects. */
export async function tryQuery(planned: PlannedQuery, context: TrialContext): Promise<QueryTrial> {
  const { query, variant, database } = planned;
  const started = context.now();
  const elapsed = () => context.now() - started;
  const { predicate } = query.requires;
  let sql = predicate ?? '';
  try {
    if (predicate !== undefined && !isTrue(await read(planned, sql, context))) {
      const detail = `its predicate is not true in database ${database}`;
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
      message,
      place,
    };
  }
}

function read(
  { query, schemas }: PlannedQuery,
  sql: string,
  { connection, session }: TrialContext,
): Promise<TextResult> {
  const statement = { sql, schemas, timeoutMs: query.timeoutMs, maxRows: query.maxSeries };
  const signal = AbortSignal.timeout(query.timeoutMs + GRACE_MS);
  return withDeadline(connection, signal, async () => {
    const result = await session.read(statement);
    await session.end();
    return result;
  });
}

function isTrue({ rows }: TextResult): boolean {
  return rows.length === 1 && rows[0]?.[0] === 't';
}

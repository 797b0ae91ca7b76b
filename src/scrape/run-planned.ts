import type { CatalogQuery } from '../catalog/query.ts';
import type { Labels } from '../metrics/label-text.ts';
import type { PlannedQuery } from '../plan/plan.ts';
import type { Connection } from '../target/connection.ts';
import { type Failure, failureOf } from '../target/failure.ts';
import type { ReadSession, ReadStatement } from '../target/read-session.ts';
import { withDeadline } from '../target/with-deadline.ts';
import { collectRows } from './collect-rows.ts';
import type { Deadline } from './deadline.ts';
import { firstFalsePredicate } from './first-false-predicate.ts';
import type { QueryOutcome } from './outcome.ts';
import { pivotRows } from './pivot-rows.ts';
import type { PredicateCache } from './predicate-cache.ts';
import type { ResultCache } from './result-cache.ts';
import { shapeResult } from './shape-result.ts';
import type { TargetOptions } from './target-options.ts';
import { wantedTables } from './wanted-tables.ts';

export interface RunContext {
  readonly connection: Connection;
  readonly session: ReadSession;
  readonly deadline: Deadline;
  readonly cache: ResultCache;
  readonly predicates: PredicateCache;
  readonly wantsTable?: TargetOptions['wantsTable'];
  readonly labels: Labels;
  readonly address: string;
  readonly now: () => number;
  /** Milliseconds that the session worked since `started`, or since it was last asked. */
  readonly worked: (started: number) => number;
}

/** Runs one query; a failure costs only itself and falls back on the last good rows. */
export async function runPlanned(
  planned: PlannedQuery,
  context: RunContext,
): Promise<QueryOutcome> {
  const { query, database } = planned;
  const started = context.now();
  try {
    const ask = (sql: string) => read(planned, sql, 2, context);
    const refusal = await firstFalsePredicate(planned, ask, context.predicates);
    if (refusal !== undefined) {
      const detail = `${refusal} is not true in database ${database}`;
      return { query, database, skip: { reason: 'predicate', detail, remedy: '' } };
    }
    const rows =
      query.feed === undefined ? shapeResult(query, labelsOf(planned, context)) : collectRows();
    const shaper = query.pivot === undefined ? rows : pivotRows(query.pivot, rows);
    const sink = wantedTables(query, context.wantsTable, shaper.sink);
    const statement = { sink, values: planned.values };
    const answer = await read(planned, planned.variant.sql, maxRows(query), context, statement);
    const result = shaper.finish(answer.truncated);
    context.cache.store(planned, result);
    return { query, database, result, ageMs: 0, durationMs: context.worked(started) };
  } catch (error) {
    const failure = failureOf(error);
    context.cache.fail(planned, failure);
    const durationMs = context.worked(started);
    return { ...failedOutcome(planned, failure, context.cache), durationMs };
  }
}

/** A failure with the last good rows, where there are some. */
export function failedOutcome(planned: PlannedQuery, failure: Failure, cache: ResultCache) {
  const { query, database } = planned;
  const last = cache.lastGood(planned);
  return {
    query,
    database,
    failure,
    ageMs: last?.ageMs ?? 0,
    ...(last === undefined ? {} : { result: last.result }),
  };
}

/** Leaves the server's own timeout a moment to answer before the deadline gives up on it. */
const ANSWER_MARGIN_MS = 50;
/** The session keeps its timeout, and with 1 ms the first statement of the next scrape could fail. */
const LEAST_TIMEOUT_MS = 100;

function read(
  planned: PlannedQuery,
  sql: string,
  maxRows: number,
  context: RunContext,
  more: Pick<ReadStatement, 'sink' | 'values'> = {},
) {
  const { connection, deadline, session } = context;
  const timeoutMs = Math.min(
    planned.query.timeoutMs,
    Math.max(LEAST_TIMEOUT_MS, deadline.remainingMs() - ANSWER_MARGIN_MS),
  );
  const statement = {
    // The console of a PgBouncer knows no comments.
    sql: connection.console ? sql : tagged(planned.query.id, sql),
    schemas: planned.schemas,
    timeoutMs,
    maxRows,
    ...more,
  };
  return withDeadline(connection, deadline.signal, () => session.read(statement));
}

/**
 * The comment by which pg_stat_statements, logs and pg_stat_activity tell what is running; after
 * the first word, as pg_stat_statements of PostgreSQL 18 leaves out what stands before it.
 */
function tagged(id: string, sql: string): string {
  const tag = `/* pgvitals:${id.replace(/[^\w.-]/g, '_')} */`;
  const [, first = '', rest = ''] = /^(\w*)(.*)$/s.exec(sql) ?? [];
  return first === '' ? `${tag} ${sql}` : `${first} ${tag}${rest}`;
}

/** A row is a series at least, unless it is an observation. */
function maxRows({ columns, maxSeries }: CatalogQuery): number {
  return columns.some(({ bounds }) => bounds !== undefined) ? MAX_OBSERVATIONS : maxSeries;
}

const MAX_OBSERVATIONS = 1_000_000;

function labelsOf({ query, database }: PlannedQuery, { address, labels }: RunContext): Labels {
  const { addressLabel, databaseLabel, scope } = query;
  return {
    ...(addressLabel === undefined ? {} : { [addressLabel]: address }),
    ...labels,
    ...(scope === 'database' && databaseLabel !== false ? { datname: database } : {}),
  };
}

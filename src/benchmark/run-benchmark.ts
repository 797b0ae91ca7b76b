import { type PlanFindings, planFindings } from '../explain/plan-findings.ts';
import { planFingerprint } from '../explain/plan-fingerprint.ts';
import type { ExplainedPlan } from '../explain/plan-node.ts';
import { relationFacts } from '../explain/relation-facts.ts';
import { StatementError } from '../explain/statement-error.ts';
import { rolledBack, statementSession } from '../explain/statement-session.ts';
import type { Connection, ConnectOptions } from '../target/connection.ts';
import type { Benchmark } from './benchmark.ts';
import { percentile } from './percentile.ts';

export interface Measured {
  readonly benchmark: Benchmark;
  readonly runs: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly fingerprint: string;
  readonly findings: PlanFindings;
}

export interface RunLimits {
  readonly timeoutMs: number;
  /** All runs of one benchmark; fewer runs than wanted are better than none. */
  readonly budgetMs: number;
  readonly leastRows: number;
}

/**
 * Runs a statement again and again as a client would, each time in a transaction that is rolled
 * back, and looks at its plan in the end.
 * @throws StatementError when it cannot be run
 */
export async function runBenchmark(
  benchmark: Benchmark,
  connect: ConnectOptions,
  { budgetMs, leastRows, timeoutMs }: RunLimits,
): Promise<Measured> {
  const { database = connect.database, runs, searchPath, writes } = benchmark;
  const session = {
    connect: { ...connect, database },
    timeoutMs,
    totalMs: budgetMs + 2 * timeoutMs,
    searchPath,
  };
  return await statementSession(session, async (connection) => {
    const once = () => rolledBack(connection, !writes, () => runOnce(connection, benchmark));
    try {
      // The first one fetches what later ones find in memory.
      await once();
      const seconds: number[] = [];
      const end = performance.now() + budgetMs;
      while (seconds.length < runs && (seconds.length === 0 || performance.now() < end)) {
        seconds.push(await once());
      }
      const { Plan: plan } = await rolledBack(connection, !writes, () =>
        explained(connection, benchmark),
      );
      const facts = await relationFacts(connection, plan);
      return {
        benchmark,
        runs: seconds.length,
        p50: percentile(seconds, 0.5),
        p95: percentile(seconds, 0.95),
        p99: percentile(seconds, 0.99),
        fingerprint: planFingerprint(plan),
        findings: planFindings(plan, facts, leastRows),
      };
    } catch (cause) {
      throw StatementError.from(cause, HINTS);
    }
  });
}

const HINTS = {
  '25006': 'say writes: true if it is meant to change rows, which are rolled back',
  '42501': 'grant what it needs to the role, or pg_read_all_data (PostgreSQL 14 and newer)',
  '42P01': 'is it in another database or schema (database, search_path)?',
  '57014': 'it took longer than --timeout',
};

/** Without BEGIN and ROLLBACK, which the application's statements share. */
async function runOnce(connection: Connection, { params, sql }: Benchmark): Promise<number> {
  const started = performance.now();
  await connection.query(sql, { values: params, sink: () => () => undefined });
  return (performance.now() - started) / 1000;
}

async function explained(
  connection: Connection,
  { params, sql }: Benchmark,
): Promise<ExplainedPlan> {
  const { rows } = await connection.query(
    `EXPLAIN (ANALYZE, BUFFERS, VERBOSE, FORMAT JSON) ${sql}`,
    { values: params },
  );
  const [plan] = JSON.parse(rows.map(([text]) => text ?? '').join('')) as ExplainedPlan[];
  if (plan === undefined) throw new StatementError('PostgreSQL gave no plan');
  return plan;
}

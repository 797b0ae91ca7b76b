import type { Connection } from '../target/connection.ts';
import type { ExplainedPlan } from './plan-node.ts';
import { StatementError } from './statement-error.ts';
import { rolledBack } from './statement-session.ts';

export interface ExplainOptions {
  /** Runs it, too; read-only, and rolled back. */
  readonly analyze: boolean;
  readonly versionNum: number;
}

/**
 * The plan of one statement. One with parameters is planned for any values of them, as nobody
 * knows which were meant.
 * @throws StatementError when it cannot be explained, with what would help
 */
export async function explainStatement(
  connection: Connection,
  sql: string,
  { analyze, versionNum }: ExplainOptions,
): Promise<ExplainedPlan> {
  if (!EXPLAINABLE.test(withoutComments(sql))) {
    const [word = ''] = /\w+/.exec(withoutComments(sql)) ?? [];
    throw new StatementError(
      `EXPLAIN is for SELECT, INSERT, UPDATE, DELETE, MERGE, VALUES and WITH; this is ${word.toUpperCase() || 'empty'}`,
    );
  }
  // All in one transaction: behind a pooler the next one may be on another session.
  try {
    return await rolledBack(connection, true, async () => {
      const parameters = await prepare(connection, sql);
      if (parameters > 0 && analyze) throw new StatementError(needsValues(parameters));
      const { rows } = await ask(connection, sql, { analyze, parameters, versionNum });
      await connection.script(`DEALLOCATE ${NAME}`);
      const [plan] = JSON.parse(rows.map(([text]) => text ?? '').join('')) as ExplainedPlan[];
      if (plan === undefined) throw new StatementError('PostgreSQL gave no plan');
      return plan;
    });
  } catch (cause) {
    // A prepared statement outlives the transaction, and its name is wanted again.
    await connection.script(`DEALLOCATE ${NAME}`).catch(() => undefined);
    throw StatementError.from(cause);
  }
}

function needsValues(parameters: number): string {
  const count = parameters === 1 ? 'a parameter' : `${parameters} parameters`;
  return `the statement has ${count}, and running it needs values: give the statement itself with values in it`;
}

const EXPLAINABLE = /^[\s(]*(select|insert|update|delete|merge|values|with|table)\b/i;
const NAME = 'pgvitals_explained';

function withoutComments(sql: string): string {
  return sql.replace(/^(?:\s+|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)+/, '');
}

/**
 * How many parameters a statement has. PREPARE finds that out without running anything, and by the
 * extended protocol it refuses a text with a second statement.
 */
async function prepare(connection: Connection, sql: string): Promise<number> {
  await connection.query(`PREPARE ${NAME} AS ${sql}`);
  const { rows } = await connection.query(
    `SELECT cardinality(parameter_types) FROM pg_catalog.pg_prepared_statements WHERE name = '${NAME}'`,
  );
  return Number(rows[0]?.[0] ?? 0);
}

interface Asked extends ExplainOptions {
  readonly parameters: number;
}

async function ask(
  connection: Connection,
  sql: string,
  { analyze, parameters, versionNum }: Asked,
) {
  const options = ['FORMAT JSON', 'VERBOSE', 'SETTINGS'];
  if (parameters === 0) {
    const all = analyze ? [...options, 'ANALYZE', 'BUFFERS'] : options;
    return await connection.query(`EXPLAIN (${all.join(', ')}) ${sql}`);
  }
  if (versionNum >= 160_000) {
    // By the simple protocol, in which $1 is nobody's parameter yet; PREPARE has seen that it is one statement.
    return await connection.query(`EXPLAIN (${options.join(', ')}, GENERIC_PLAN) ${sql}`, {
      simple: true,
    });
  }
  await connection.script('SET LOCAL plan_cache_mode = force_generic_plan');
  const nulls = Array.from({ length: parameters }, () => 'NULL').join(', ');
  return await connection.query(`EXPLAIN (${options.join(', ')}) EXECUTE ${NAME}(${nulls})`);
}

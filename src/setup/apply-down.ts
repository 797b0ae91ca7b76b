import type { Connection } from '../target/connection.ts';
import { failureOf } from '../target/failure.ts';
import { applySettings, undoSettings } from './apply-settings.ts';
import { writeRecord } from './apply-setup.ts';
import { migrateDown } from './migrations.ts';
import type { DownPlan, DownStep } from './plan-down.ts';
import { SetupError } from './setup-error.ts';
import type { SetupRecord } from './setup-record.ts';
import { inTransaction } from './transaction.ts';

export interface DownWork {
  readonly plan: DownPlan;
  readonly record: SetupRecord;
  readonly role: string;
  /** The database where roles and settings are dealt with. */
  readonly main: string;
  readonly open: (database: string) => Promise<Connection>;
}

/**
 * Takes back what setting up did: first in the other databases, each all or nothing, then the main
 * one with roles and settings, all or nothing. Returns the databases whose schema was gone already.
 * @throws SetupError that says what was taken back, if anything was
 */
export async function applyDown({
  main,
  open,
  plan,
  record,
  role,
}: DownWork): Promise<readonly string[]> {
  const gone: string[] = [];
  const session = await open(main);
  let left = record;
  try {
    for (const database of new Set(plan.steps.map((step) => step.database))) {
      if (database === main) continue;
      gone.push(...(await inOther(database, plan.steps, open)));
      left = without(left, database);
      await writeRecord(session, role, left);
    }
    const own = plan.steps.filter((step) => step.database === main);
    gone.push(...(await inMain(session, own, () => open(main))));
    return gone;
  } finally {
    await session.close();
  }
}

async function inOther(
  database: string,
  steps: readonly DownStep[],
  open: DownWork['open'],
): Promise<readonly string[]> {
  const session = await open(database);
  try {
    return await inTransaction(session, () =>
      runSteps(
        session,
        steps.filter((step) => step.database === database),
      ),
    );
  } catch (cause) {
    const message = withDetail(cause);
    throw new SetupError(`nothing was changed in database ${database}: ${message}`, { cause });
  } finally {
    await session.close();
  }
}

async function inMain(
  session: Connection,
  steps: readonly DownStep[],
  open: () => Promise<Connection>,
): Promise<readonly string[]> {
  const changes = steps.flatMap(({ kind, name = '', sql: [sql = ''], undo = '' }) =>
    kind === 'setting' ? [{ name, sql, undo }] : [],
  );
  const outside = changes.length === 0 ? undefined : await open();
  let applied: typeof changes = [];
  try {
    return await inTransaction(session, async () => {
      const gone = await runSteps(session, steps);
      if (outside !== undefined) await applySettings(outside, changes);
      applied = changes;
      return gone;
    });
  } catch (cause) {
    if (outside !== undefined) await undoSettings(outside, applied);
    const message = withDetail(cause);
    throw new SetupError(`nothing was changed in database ${session.database}: ${message}`, {
      cause,
    });
  } finally {
    await outside?.close();
  }
}

async function runSteps(
  session: Connection,
  steps: readonly DownStep[],
): Promise<readonly string[]> {
  const gone: string[] = [];
  for (const { kind, sql } of steps) {
    if (kind === 'schema' && !(await migrateDown(session))) gone.push(session.database);
    if (kind === 'statements') for (const statement of sql) await session.query(statement);
  }
  return gone;
}

/** What else depends on an object stands in the detail only. */
function withDetail(error: unknown): string {
  const { code, detail } = error as { code?: string; detail?: string };
  const { message } = failureOf(error);
  return code === DEPENDENT && detail !== undefined
    ? `${message}: ${detail.split('\n').join(', ')}; drop, move or hand that over (ALTER ... SET SCHEMA, OWNER TO), then run this again`
    : message;
}

const DEPENDENT = '2BP01';

function without(record: SetupRecord, database: string): SetupRecord {
  const others = (names: readonly string[]) => names.filter((name) => name !== database);
  return { ...record, schemas: others(record.schemas), extensions: others(record.extensions) };
}

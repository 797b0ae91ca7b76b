import { randomBytes } from 'node:crypto';
import type { Connection } from '../target/connection.ts';
import { failureOf } from '../target/failure.ts';
import { applySettings, type SystemChange, undoSettings } from './apply-settings.ts';
import { migrateUp } from './migrations.ts';
import { alterSystem } from './plan-settings.ts';
import { quoteName, quoteText } from './quote.ts';
import { grantSchema } from './schema-grants.ts';
import { scramVerifier } from './scram-verifier.ts';
import type { ServerState } from './server-state.ts';
import { SetupError } from './setup-error.ts';
import type { SetupItem, SetupOptions, SetupPlan } from './setup-plan.ts';
import { emptyRecord, parseRecord, recordText, type SetupRecord } from './setup-record.ts';
import { inTransaction } from './transaction.ts';
import { WANTED_SETTINGS } from './wanted-settings.ts';
import { withEffects } from './with-effects.ts';

export interface SetupWork {
  readonly plan: SetupPlan;
  readonly state: ServerState;
  readonly options: SetupOptions;
  /** For the role, where it is made. */
  readonly password: string | undefined;
  /** A session of its own with that database. */
  readonly open: (database: string) => Promise<Connection>;
}

/**
 * Carries out what is missing. The main database, roles and settings are all or nothing; then come
 * the other databases, each all or nothing.
 * @throws SetupError that says what was done, if anything was
 */
export async function applySetup(work: SetupWork): Promise<void> {
  const { open, plan, state } = work;
  const missing = plan.items.filter((item) => item.state === 'missing');
  const isMain = ({ database }: SetupItem) => database === undefined || database === state.database;
  const comment = state.role?.comment ?? null;
  const before = parseRecord(comment) ?? emptyRecord(comment);
  const first = missing.filter(isMain);
  const record = withEffects(before, first);
  const session = await open(state.database);
  try {
    await applyMain(session, work, first, record);
    await applyOthers(
      session,
      work,
      missing.filter((item) => !isMain(item)),
      record,
    );
  } finally {
    await session.close();
  }
}

async function applyMain(
  session: Connection,
  work: SetupWork,
  items: readonly SetupItem[],
  record: SetupRecord,
): Promise<void> {
  const { open, options, password, state } = work;
  const changes = items.flatMap(systemChange);
  // ALTER SYSTEM must not be in a transaction, and the rest should not hold without it.
  const outside = changes.length === 0 ? undefined : await open(state.database);
  let applied: readonly SystemChange[] = [];
  try {
    await inTransaction(session, async () => {
      for (const item of items) await applyItem(session, item, options);
      if (password !== undefined) await setPassword(session, options.role, password, state);
      await writeRecord(session, options.role, record);
      if (outside !== undefined) await applySettings(outside, changes);
      applied = changes;
    });
  } catch (cause) {
    if (outside !== undefined) await undoSettings(outside, applied);
    const { message } = failureOf(cause);
    throw new SetupError(`nothing was changed: ${message}`, { cause });
  } finally {
    await outside?.close();
  }
}

async function applyOthers(
  main: Connection,
  { open, options }: SetupWork,
  items: readonly SetupItem[],
  first: SetupRecord,
): Promise<void> {
  let record = first;
  for (const database of new Set(items.flatMap((item) => item.database ?? []))) {
    const own = items.filter((item) => item.database === database);
    try {
      const session = await open(database);
      try {
        await inTransaction(session, async () => {
          for (const item of own) await applyItem(session, item, options);
        });
      } finally {
        await session.close();
      }
    } catch (cause) {
      const { message } = failureOf(cause);
      throw new SetupError(
        `nothing was changed in database ${database}, but what comes before it is done: ${message}`,
        { cause },
      );
    }
    record = withEffects(record, own);
    await writeRecord(main, options.role, record);
  }
}

async function applyItem(
  session: Connection,
  { effect, section, sql }: SetupItem,
  { maintenanceRole, role }: SetupOptions,
): Promise<void> {
  if (section === 'settings') return;
  for (const statement of sql) await session.query(statement);
  if (effect?.kind !== 'schema') return;
  await migrateUp(session);
  await grantSchema(session, role, maintenanceRole);
}

function systemChange({ effect, sql: statements }: SetupItem): readonly SystemChange[] {
  if (effect?.kind !== 'setting') return [];
  const { change, name } = effect;
  const sql = statements.at(-1) ?? '';
  const isList = WANTED_SETTINGS.find((one) => one.name === name)?.isList;
  return [{ name, sql, undo: alterSystem({ name, isList }, change.before) }];
}

/** A verifier is no password, but a weak one could be found from it: nothing keeps this statement. */
async function setPassword(
  session: Connection,
  role: string,
  password: string,
  { superuser }: ServerState,
): Promise<void> {
  if (superuser) await session.script(UNSEEN);
  const verifier = scramVerifier(password, randomBytes(16));
  await session.query(`ALTER ROLE ${quoteName(role)} PASSWORD ${quoteText(verifier)}`);
}

/** Until the end of the transaction. */
const UNSEEN =
  "SET LOCAL log_statement = 'none'; SET LOCAL log_min_duration_statement = -1; SET LOCAL pg_stat_statements.track_utility = off";

/** The record is the comment on the role. */
export async function writeRecord(
  session: Connection,
  role: string,
  record: SetupRecord,
): Promise<void> {
  await session.query(`COMMENT ON ROLE ${quoteName(role)} IS ${quoteText(recordText(record))}`);
}

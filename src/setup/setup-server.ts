import type { Connection } from '../target/connection.ts';
import { failureOf } from '../target/failure.ts';
import { type DatabaseState, readDatabaseState } from './database-state.ts';
import { migrationNames } from './migrations.ts';
import { planSetup } from './plan-setup.ts';
import { readServerState, type ServerState } from './server-state.ts';
import { SetupError } from './setup-error.ts';
import type { SetupOptions, SetupPlan } from './setup-plan.ts';
import { WANTED_SETTINGS } from './wanted-settings.ts';

export type OpenSession = (database?: string) => Promise<Connection>;

export interface Surveyed {
  readonly state: ServerState;
  readonly plan: SetupPlan;
}

/**
 * Looks at a server and says what it lacks; changes nothing.
 * @throws SetupError where setting up makes no sense: through a pooler, or on an unknown version
 */
export async function surveySetup(open: OpenSession, options: SetupOptions): Promise<Surveyed> {
  const session = await open();
  try {
    const state = await readState(session, options);
    const own = await readDatabaseState(session, options.role, options.maintenanceRole);
    const databases: DatabaseState[] = [own];
    for (const name of new Set(options.databases)) {
      if (name === state.database) continue;
      if (!state.databases.some((one) => one.name === name)) {
        const known = state.databases.map((one) => one.name).join(', ');
        throw new SetupError(`there is no database "${name}"; the server has ${known}`);
      }
      const other = await open(name);
      try {
        databases.push(await readDatabaseState(other, options.role, options.maintenanceRole));
      } finally {
        await other.close();
      }
    }
    return { state, plan: planSetup(state, databases, await migrationNames(), options) };
  } finally {
    await session.close();
  }
}

export async function readState(
  session: Connection,
  { maintenanceRole, role }: Pick<SetupOptions, 'role' | 'maintenanceRole'>,
): Promise<ServerState> {
  if (session.pooled) {
    throw new SetupError(
      'a pooler such as PgBouncer stands in between, which setting up does not work through: give the address of the server itself',
    );
  }
  const names = WANTED_SETTINGS.map(({ name }) => name);
  const state = await readServerState(session, role, maintenanceRole, names).catch((cause) => {
    const { message } = failureOf(cause);
    throw new SetupError(`the state of the server cannot be read: ${message}`, { cause });
  });
  if (state.versionNum >= 130_000) return state;
  throw new SetupError(`this is PostgreSQL ${state.version}, expected 13 or newer`);
}

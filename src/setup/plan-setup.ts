import type { DatabaseState } from './database-state.ts';
import { planDatabase } from './plan-database.ts';
import { planRole } from './plan-role.ts';
import { planSettings } from './plan-settings.ts';
import type { ServerState } from './server-state.ts';
import type { SetupOptions, SetupPlan } from './setup-plan.ts';
import { parseRecord } from './setup-record.ts';

/** What a server lacks, and the SQL for it. Pure. */
export function planSetup(
  state: ServerState,
  databases: readonly DatabaseState[],
  migrations: readonly string[],
  options: SetupOptions,
): SetupPlan {
  const record = parseRecord(state.role?.comment ?? null);
  const { items, settings } = planSettings(state, record, options.keep);
  return {
    items: [
      ...planRole(state, options),
      ...databases.flatMap((database) => planDatabase(state, database, migrations, options)),
      ...items,
    ],
    settings,
  };
}

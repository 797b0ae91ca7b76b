import { randomBytes } from 'node:crypto';
import { connect } from '../target/connect.ts';
import type { Connection, ConnectOptions } from '../target/connection.ts';
import { createDemoSchema, type DemoProgress } from './schema.ts';
import { startWorkload, type Workload } from './workload.ts';

export interface WorkloadOnlyOptions {
  /** How a superuser reaches the database that is to become the shop. */
  readonly server: ConnectOptions;
  readonly onProgress: (progress: DemoProgress) => void;
  readonly onWorkload: (line: string) => void;
  readonly seed: number;
}

/**
 * Loads the shop into a database that is empty or has it already, and lets its customers in. What
 * it has loaded stays when it ends.
 */
export async function runWorkload(options: WorkloadOnlyOptions): Promise<Workload> {
  const { onProgress, onWorkload, seed, server } = options;
  const appPassword = randomBytes(12).toString('hex');
  const admin = await connect({ ...server, applicationName: 'pgvitals demo' });
  try {
    await refuseForeignTables(admin);
    await createDemoSchema(admin, { now: new Date(), appPassword, onProgress });
  } finally {
    await admin.close();
  }
  const password = async () => appPassword;
  return startWorkload({
    connect: (applicationName, user) => connect({ ...server, user, password, applicationName }),
    log: onWorkload,
    seed,
  });
}

/** Somebody may have named a server that is not for playing. */
async function refuseForeignTables(admin: Connection): Promise<void> {
  const { rows } = await admin.query(`SELECT count(*), min(c.oid::regclass::text)
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'm') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
      AND to_regclass('public.order_items') IS NULL
      AND NOT EXISTS (SELECT FROM pg_depend d
        WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')`);
  const [count, example] = rows[0] ?? [];
  if (count === '0') return;
  throw new Error(
    `the database ${admin.database} has tables of somebody else, such as ${example}; the demo wants one that is empty`,
  );
}

import { join } from 'node:path';
import { waitUntil } from '../../../src/demo/embedded/wait-until.ts';
import { createDemoSchema } from '../../../src/demo/schema.ts';
import { type Major, startServer, startStandby } from '../../helpers/servers.ts';
import { suiteFolder } from '../../helpers/suite-folder.ts';
import type { ServerView } from '../../helpers/test-server.ts';
import { type Run, runMain } from '../run-main.ts';

export type Kind = 'primary' | 'standby';
/** A superuser, and a role that has pg_monitor and nothing else. */
export type Role = 'postgres' | 'pgvitals';

/** One server as one role sees it: what a command says there is known. */
export interface Situation {
  readonly major: Major;
  readonly kind: Kind;
  readonly role: Role;
  readonly hasShop: boolean;
  readonly server: ServerView;
  readonly database: string;
  /** For what a command remembers: each situation has its own. */
  readonly folder: string;
}

export interface MatrixServers extends AsyncDisposable {
  /** Two of the four: primary or standby, as superuser or with pg_monitor only. */
  readonly situations: readonly Situation[];
  readonly primary: ServerView;
  readonly standby: ServerView;
}

export const WIDTH = 100;

export function run(
  { database, folder, role, server }: Situation,
  argv: readonly string[],
): Promise<Run> {
  const env = {
    // Several commands share this process, on a machine that may be busy.
    DATABASE_URL: `${server.uri({ database, user: role })}?connect_timeout=30`,
    COLUMNS: String(WIDTH),
    XDG_STATE_HOME: folder,
  };
  return runMain(argv, env);
}

/** A primary with its hot standby, both empty or both with the shop of the demo, in use. */
export async function startMatrix(major: Major, hasShop: boolean): Promise<MatrixServers> {
  const folder = await suiteFolder();
  const primary = await startServer(major);
  const database = hasShop ? 'shop' : 'postgres';
  // Before the standby: it is quicker to copy than to replay.
  if (hasShop) await makeShop(primary);
  const standby = await startStandby(primary);
  for (const server of [primary, standby]) await visit(server, database, hasShop);
  const situations = pairs(major, hasShop).map(([kind, role]): Situation => {
    const server = kind === 'primary' ? primary : standby;
    return { major, kind, role, hasShop, server, database, folder: join(folder.path, kind, role) };
  });
  return {
    situations,
    primary,
    standby,
    [Symbol.asyncDispose]: async () => {
      await standby.remove();
      await primary.remove();
      await folder[Symbol.asyncDispose]();
    },
  };
}

/**
 * Each version has primary and standby, each role and each content; all eight mixtures come up in
 * three versions. PGVITALS_TEST_MATRIX=all has all of them in every version.
 */
function pairs(major: Major, hasShop: boolean): readonly (readonly [Kind, Role])[] {
  if (process.env.PGVITALS_TEST_MATRIX === 'all') {
    return [...STRAIGHT, ...CROSSED];
  }
  return (major % 2 === 0) === hasShop ? STRAIGHT : CROSSED;
}

const STRAIGHT = [
  ['primary', 'postgres'],
  ['standby', 'pgvitals'],
] as const;

const CROSSED = [
  ['primary', 'pgvitals'],
  ['standby', 'postgres'],
] as const;

async function makeShop(server: ServerView): Promise<void> {
  await server.createDatabase('shop');
  const session = await server.connect({ database: 'shop' });
  try {
    await session.query('CREATE EXTENSION pg_stat_statements');
    await createDemoSchema(session, { now: new Date() });
  } finally {
    await session.close();
  }
  // The collector of 13 and 14 is a moment behind.
  const counted = async () => {
    const sql = "SELECT n_live_tup FROM pg_stat_user_tables WHERE relname = 'order_items'";
    return (await server.execute(sql, { database: 'shop' }))[0]?.[0] === '150000';
  };
  if (!(await waitUntil(counted, { timeoutMs: 20_000 })))
    throw new Error('The rows of the shop do not appear in the statistics.');
}

/** What `visit` leaves in pg_stat_statements, by words of it. */
export const TICKETS = 'SELECT id, body FROM support_tickets WHERE reference =';
export const MARK = 'SELECT count(*) FROM pg_amproc';

async function visit(server: ServerView, database: string, hasShop: boolean): Promise<void> {
  const session = await server.connect({ database });
  try {
    await session.query(MARK);
    await session.query('SELECT pg_sleep(0.15)');
    for (let n = 0; hasShop && n < 20; n += 1) {
      await session.query(`${TICKETS} $1`, { values: [`T-${n}`] });
    }
  } finally {
    await session.close();
  }
}

/** The id that pg_stat_statements gave to the statement with these words. */
export async function queryid({ database, server }: Situation, words: string): Promise<string> {
  const rows = await server.execute(
    `SELECT queryid FROM pg_stat_statements WHERE query LIKE '%${words}%'`,
    { database },
  );
  const id = rows[0]?.[0];
  if (id === null || id === undefined) throw new Error(`pg_stat_statements has no "${words}"`);
  return id;
}

import type { ServerSettings } from '../../src/demo/embedded/server-settings.ts';
import { waitUntil } from '../../src/demo/embedded/wait-until.ts';
import type { Connection } from '../../src/target/connection.ts';
import type { Major } from '../helpers/majors.ts';
import { startServer, startStandby, type TestServer } from '../helpers/servers.ts';

/** A primary with an empty and a busy database, and its hot standby. */
export interface BusyServer extends AsyncDisposable {
  readonly primary: TestServer;
  readonly standby: TestServer;
}

interface BusyServerOptions {
  readonly settings?: ServerSettings;
  /** Done before the first transaction stays open. */
  readonly prepare?: (primary: TestServer) => Promise<void>;
}

export const BUSY = 'busy db';

/**
 * Everything at once: tables of many kinds, an invalid index, bloat, slots, a subscription, a
 * prepared transaction, a session that waits for a lock which another holds, one that idles in a
 * transaction, a vacuum and an index build that take their time.
 */
export async function startBusyServer(
  major: Major,
  { prepare, settings = {} }: BusyServerOptions = {},
): Promise<BusyServer> {
  const primary = await startServer(major, {
    settings: { max_prepared_transactions: 5, ...settings },
  });
  try {
    await primary.createDatabase('empty_db');
    await primary.createDatabase(BUSY);
    await primary.script(SCHEMA, { database: BUSY });
    await primary.script('VACUUM ANALYZE', { database: BUSY });
    await primary.execute("SELECT pg_create_logical_replication_slot('decoded', 'pgoutput')", {
      database: BUSY,
    });
    // A logical slot waits for transactions that were there before it.
    await prepare?.(primary);
    const standby = await startStandby(primary, { slot: 'standby_slot' });
    await callFunction(standby);
    await primary.script(SUBSCRIPTION, { database: 'empty_db' });
    await primary.script("BEGIN; INSERT INTO ledger VALUES (1); PREPARE TRANSACTION 'later'", {
      database: BUSY,
    });
    const sessions = await startSessions(primary);
    return {
      primary,
      standby,
      [Symbol.asyncDispose]: async () => {
        await Promise.all(sessions.map((session) => session.abandon()));
        await standby.remove();
        await primary.remove();
      },
    };
  } catch (error) {
    await primary.remove();
    throw error;
  }
}

/** Each does what its line says until it is abandoned. */
const SESSIONS = [
  'BEGIN; LOCK TABLE orders IN ACCESS EXCLUSIVE MODE',
  'SELECT count(*) FROM orders',
  'BEGIN; SELECT txid_current()',
  'SET vacuum_cost_delay = 100; SET vacuum_cost_limit = 1; VACUUM ledger',
  // Waits for the transactions that were there before it.
  'CREATE INDEX CONCURRENTLY ON scratch (n)',
];

async function startSessions(primary: TestServer): Promise<readonly Connection[]> {
  const sessions: Connection[] = [];
  for (const sql of SESSIONS) {
    const session = await primary.connect({ database: BUSY });
    sessions.push(session);
    // VACUUM and CREATE INDEX CONCURRENTLY stand alone in their message. What never ends fails
    // when its session is abandoned, which nobody waits for.
    for (const statement of sql.split('; ')) session.script(statement).catch(() => undefined);
    if (sql.startsWith('BEGIN')) await session.query('SELECT 1');
  }
  const reached = await waitUntil(async () => (await statesOf(primary)) === ALL_STATES, {
    timeoutMs: 10_000,
  });
  if (!reached) throw new Error(`the server is not busy enough: ${await statesOf(primary)}`);
  return sessions;
}

const ALL_STATES = 'waiting idle vacuum index prepared subscription';

/** Which of the states are there. */
async function statesOf(server: TestServer): Promise<string> {
  const [row] = await server.execute(`SELECT concat_ws(' ',
    (SELECT 'waiting' FROM pg_locks WHERE NOT granted AND locktype = 'relation' LIMIT 1),
    (SELECT 'idle' FROM pg_stat_activity WHERE state = 'idle in transaction' LIMIT 1),
    (SELECT 'vacuum' FROM pg_stat_progress_vacuum LIMIT 1),
    (SELECT 'index' FROM pg_stat_progress_create_index LIMIT 1),
    (SELECT 'prepared' FROM pg_prepared_xacts LIMIT 1),
    (SELECT 'subscription' FROM pg_subscription LIMIT 1))`);
  return row?.[0] ?? '';
}

/** Statistics of functions come late up to PostgreSQL 14: the first look would miss the first call. */
async function callFunction(server: TestServer): Promise<void> {
  await server.execute('SELECT count(*) FROM pg_stat_statements');
  const counted = async () =>
    (await server.execute('SELECT 1 FROM pg_stat_user_functions')).length > 0;
  await waitUntil(counted, { timeoutMs: 10_000 });
}

const SCHEMA = `
CREATE TABLE orders (id bigserial PRIMARY KEY, note text, placed timestamptz DEFAULT now());
CREATE INDEX orders_note ON orders (note);
INSERT INTO orders (note) SELECT repeat('x', n % 3000) FROM generate_series(1, 2000) n;
DELETE FROM orders WHERE id % 7 = 0;
CREATE TABLE events (at date NOT NULL, what text) PARTITION BY RANGE (at);
CREATE TABLE events_2025 PARTITION OF events FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE TABLE events_rest PARTITION OF events DEFAULT;
CREATE INDEX events_at ON events (at);
INSERT INTO events SELECT date '2025-06-01' + n, 'e' FROM generate_series(1, 500) n;
CREATE SCHEMA "odd ""schema";
CREATE TABLE "odd ""schema"."Tab\\le é 🐘" ("Key" int PRIMARY KEY);
CREATE MATERIALIZED VIEW totals AS SELECT count(*) AS n FROM orders;
CREATE UNLOGGED TABLE scratch (n int);
CREATE FUNCTION twice(n int) RETURNS int LANGUAGE plpgsql AS 'BEGIN RETURN 2 * n; END';
SELECT twice(n) FROM generate_series(1, 10) n;
CREATE SEQUENCE small_numbers MAXVALUE 100;
SELECT nextval('small_numbers');
CREATE PUBLICATION everything FOR ALL TABLES;
CREATE TABLE ledger (id int PRIMARY KEY, note text);
INSERT INTO ledger SELECT n, repeat('y', 200) FROM generate_series(100, 20000) n;
DELETE FROM ledger WHERE id % 10 > 0;
CREATE INDEX ledger_note ON ledger (note);
UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'ledger_note'::regclass;
`;

/** Not enabled: a subscription to the same server would wait for itself. */
const SUBSCRIPTION = `CREATE SUBSCRIPTION nobody CONNECTION 'host=127.0.0.1' PUBLICATION everything
  WITH (connect = false, slot_name = NONE)`;

import { waitUntil } from '../../src/demo/embedded/wait-until.ts';
import type { Major } from '../helpers/majors.ts';
import { startServer, startStandby, type TestServer } from '../helpers/servers.ts';

/** A primary with an empty and a busy database, and its hot standby. */
export interface BusyServer extends AsyncDisposable {
  readonly primary: TestServer;
  readonly standby: TestServer;
}

const BUSY = 'busy db';

/** Tables of many kinds, slots, and a session that waits for a lock which another holds. */
export async function startBusyServer(major: Major): Promise<BusyServer> {
  const primary = await startServer(major);
  try {
    await primary.createDatabase('empty_db');
    await primary.createDatabase(BUSY);
    await primary.script(SCHEMA, { database: BUSY });
    await primary.script('VACUUM ANALYZE', { database: BUSY });
    await primary.execute("SELECT pg_create_logical_replication_slot('decoded', 'pgoutput')", {
      database: BUSY,
    });
    const standby = await startStandby(primary, { slot: 'standby_slot' });
    await callFunction(standby);
    const holder = await primary.connect({ database: BUSY });
    await holder.script('BEGIN; LOCK TABLE orders IN ACCESS EXCLUSIVE MODE');
    const waiter = await primary.connect({ database: BUSY });
    // Ends with an error when its session is closed, which nobody waits for.
    waiter.query('SELECT count(*) FROM orders').catch(() => undefined);
    await waitUntil(() => waits(primary), { timeoutMs: 10_000 });
    return {
      primary,
      standby,
      [Symbol.asyncDispose]: async () => {
        await Promise.all([waiter.abandon(), holder.abandon()]);
        await standby.remove();
        await primary.remove();
      },
    };
  } catch (error) {
    await primary.remove();
    throw error;
  }
}

/** Statistics of functions come late up to PostgreSQL 14: the first look would miss the first call. */
async function callFunction(server: TestServer): Promise<void> {
  await server.execute('SELECT count(*) FROM pg_stat_statements');
  const counted = async () =>
    (await server.execute('SELECT 1 FROM pg_stat_user_functions')).length > 0;
  await waitUntil(counted, { timeoutMs: 10_000 });
}

async function waits(server: TestServer): Promise<boolean> {
  return (await server.execute('SELECT 1 FROM pg_locks WHERE NOT granted')).length > 0;
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
`;

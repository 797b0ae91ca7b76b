import { waitUntil } from '../../src/demo/embedded/wait-until.ts';
import { migrateUp } from '../../src/setup/migrations.ts';
import { grantSchema } from '../../src/setup/schema-grants.ts';
import { inTransaction } from '../../src/setup/transaction.ts';
import type { ServerView } from '../helpers/test-server.ts';

/** Installs the schema for a role that reads, and `writer` for maintenance. */
export async function installSchema(
  server: ServerView,
  database: string,
  writer: string,
  reader = 'pgvitals',
): Promise<void> {
  const session = await server.connect({ database });
  try {
    await inTransaction(session, async () => {
      await migrateUp(session);
      await grantSchema(session, reader, writer);
    });
  } finally {
    await session.close();
  }
}

/** Tables, indexes and partitions with something to say about each of them. */
export async function makeSituation(server: ServerView, database: string): Promise<void> {
  await server.script(SITUATION, { database });
  const statements = [
    'VACUUM ANALYZE bloated',
    'SELECT pg_sleep(0.15)',
    'SELECT 1, pg_sleep(1.05)',
    'SELECT count(*) FROM wide',
    'DELETE FROM events WHERE id <= 8000',
    'SELECT count(*) FROM events',
    ...Array.from({ length: 50 }, () => 'SELECT max(note) FROM events'),
    ...Array.from({ length: 3 }, () => 'SELECT note FROM events WHERE id = 15000'),
  ];
  const session = await server.connect({ database });
  for (const sql of statements) await session.query(sql);
  await session.close();
  const counted = `SELECT count(*) = 2 FROM pg_stat_user_tables
    WHERE (relname = 'events' AND n_dead_tup = 8000 AND seq_scan >= 50) OR (relname = 'sales_old' AND n_live_tup = 10)`;
  const isCounted = async () => (await server.execute(counted, { database }))[0]?.[0] === 't';
  if (!(await waitUntil(isCounted, { timeoutMs: 20_000 })))
    throw new Error('The changes do not appear in the statistics.');
}

const SITUATION = `
CREATE TABLE events (id int PRIMARY KEY, note text, kind int) WITH (autovacuum_enabled = off);
CREATE INDEX events_kind ON events (kind);
INSERT INTO events SELECT g, 'note ' || g, g % 10 FROM generate_series(1, 40000) g;
CREATE TABLE details (event int REFERENCES events ON DELETE CASCADE, "Of What" text) WITH (autovacuum_enabled = off);
CREATE TABLE wide WITH (fillfactor = 10) AS SELECT g, repeat('x', 800) AS filler FROM generate_series(1, 3000) g;
CREATE TABLE sales (sold date NOT NULL, amount int) PARTITION BY RANGE (sold);
CREATE TABLE sales_old PARTITION OF sales FOR VALUES FROM ('2020-01-01') TO ('2020-02-01');
CREATE TABLE sales_rest PARTITION OF sales DEFAULT;
INSERT INTO sales SELECT '2020-01-05', g FROM generate_series(1, 10) g;
INSERT INTO sales VALUES ('2031-05-05', 1);
CREATE TABLE "Odd ""Name" (at timestamptz NOT NULL) PARTITION BY RANGE (at);
CREATE TABLE by_list (kind text) PARTITION BY LIST (kind);
CREATE TABLE bloated (id int, padding text) WITH (autovacuum_enabled = off);
INSERT INTO bloated SELECT g, repeat('x', 20) FROM generate_series(1, 60000) g;
CREATE INDEX bloated_id ON bloated (id);
DELETE FROM bloated WHERE id % 20 <> 0;
ANALYZE events;
`;

import pg from 'pg';
import { cachedServer, serverUrl } from './cached-server.mjs';

const PER_TRANSACTION = 4000;

/** A server with one database of `count` tables that have been written, read and vacuumed. */
export function manyTables(count, log) {
  return cachedServer({
    name: `tables-${count}`,
    // A lock for each table of a transaction, with its index and its TOAST table.
    settings: { ...SETTINGS, max_locks_per_transaction: 2048 },
    fill: (server) => fill(server, count, log),
    log,
  });
}

const SETTINGS = { fsync: 'off', shared_buffers: '256MB', autovacuum: 'off', max_connections: 20 };

async function fill(server, count, log) {
  const client = new pg.Client({ connectionString: serverUrl(server) });
  await client.connect();
  for (let from = 1; from <= count; from += PER_TRANSACTION) {
    const to = Math.min(from + PER_TRANSACTION - 1, count);
    await client.query(createTables(from, to));
    log(`${to} of ${count} tables.`);
  }
  log('VACUUM ANALYZE, so that every column has a value.');
  await client.query('VACUUM (ANALYZE)');
  // The counters reach the statistics when the session has been idle; a checkpoint keeps starts fast.
  await client.query('SELECT pg_stat_force_next_flush()');
  await client.query('CHECKPOINT');
  await client.end();
}

function createTables(from, to) {
  return `DO $$
BEGIN
  FOR number IN ${from}..${to} LOOP
    EXECUTE format('CREATE TABLE app_table_%s (id bigint PRIMARY KEY, note text, made timestamptz DEFAULT now())', number);
    EXECUTE format('INSERT INTO app_table_%s SELECT n, n FROM generate_series(1, 10 + %s %% 20) n', number, number);
    EXECUTE format('UPDATE app_table_%s SET note = note WHERE id < 4', number);
    EXECUTE format('DELETE FROM app_table_%s WHERE id = 5', number);
  END LOOP;
END $$`;
}

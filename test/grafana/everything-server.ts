import { waitUntil } from '../../src/demo/embedded/wait-until.ts';
import { createDemoSchema } from '../../src/demo/schema.ts';
import { startWorkload } from '../../src/demo/workload.ts';
import type { TestServer } from '../helpers/servers.ts';
import { BUSY, type BusyServer, startBusyServer } from '../shipped/busy-server.ts';
import { cleanUp } from './clean-up.ts';
import { startBackup } from './start-backup.ts';

const SHOP = 'shop';
const PASSWORD = 'of the shop';

/**
 * The busy server with the demo's shop at work, and all that the dashboards show besides: a failing
 * archive, temporary files, a subscription, limits, progress of every kind, a forgotten slot.
 */
export async function startEverything(): Promise<BusyServer> {
  const busy = await startBusyServer(18, { settings: SETTINGS, prepare });
  const stack = cleanUp();
  stack.use(busy);
  try {
    const { primary, standby } = busy;
    await standby.execute('ALTER SYSTEM SET hot_standby_feedback = on');
    await standby.execute('SELECT pg_reload_conf()');
    const workload = startWorkload({
      connect: (applicationName, user) =>
        primary.connect({ database: SHOP, applicationName, user, password: PASSWORD }),
      log: () => undefined,
      seed: 7,
    });
    stack.defer(() => workload.stop());
    for (const statements of SESSIONS) {
      const session = await primary.connect({ database: BUSY, applicationName: 'batch' });
      stack.defer(() => session.abandon());
      // VACUUM stands alone in its message.
      for (const statement of statements.split('; ')) {
        session.script(statement).catch(() => undefined);
      }
    }
    stack.use(await startBackup(primary));
    await reached(primary);
    return {
      ...busy,
      [Symbol.asyncDispose]: stack[Symbol.asyncDispose],
    };
  } catch (error) {
    await stack[Symbol.asyncDispose]();
    throw error;
  }
}

async function prepare(primary: TestServer): Promise<void> {
  await primary.createDatabase(SHOP);
  const loader = await primary.connect({ database: SHOP });
  await createDemoSchema(loader, { now: new Date(), appPassword: PASSWORD });
  await loader.close();
  await primary.script(MORE, { database: BUSY });
  for (const sql of OUTSIDE_TRANSACTIONS) await primary.execute(sql);
  await subscribe(primary);
}

const SETTINGS = {
  'pg_stat_statements.track_planning': true,
  archive_mode: 'on',
  archive_command: 'false',
  max_slot_wal_keep_size: '4GB',
  logical_decoding_work_mem: '64kB',
  track_io_timing: true,
};

const MORE = `
CREATE EXTENSION pg_stat_statements;
CREATE TABLE never_analyzed WITH (autovacuum_enabled = off)
  AS SELECT n, repeat('z', 500) AS filler FROM generate_series(1, 4000) n;
CREATE TABLE big (n int, filler text) WITH (autovacuum_enabled = off);
ALTER TABLE big ALTER filler SET STORAGE PLAIN;
INSERT INTO big SELECT n, repeat('x', 5000) FROM generate_series(1, 4000) n;
CREATE TABLE untidy (LIKE big INCLUDING ALL) WITH (autovacuum_enabled = off);
INSERT INTO untidy SELECT * FROM big;
CREATE TABLE slow (n int);
CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql
  AS 'BEGIN PERFORM pg_sleep(0.01); RETURN NEW; END';
CREATE TRIGGER wait BEFORE INSERT ON slow FOR EACH ROW EXECUTE FUNCTION wait();
CREATE FUNCTION slowly(n int) RETURNS int IMMUTABLE LANGUAGE plpgsql
  AS 'BEGIN RETURN n; END';
CREATE TABLE indexed AS SELECT n, repeat('x', 500) AS filler FROM generate_series(1, 2000) n;
CREATE TABLE rewritten AS SELECT n, repeat('x', 500) AS filler FROM generate_series(1, 2000) n;
CREATE TABLE analyzed WITH (autovacuum_enabled = off)
  AS SELECT n, repeat('x', 500) AS filler FROM generate_series(1, 2000) n;
CREATE INDEX ON rewritten (slowly(n));
CREATE INDEX ON analyzed (slowly(n));
CREATE OR REPLACE FUNCTION slowly(n int) RETURNS int IMMUTABLE LANGUAGE plpgsql
  AS 'BEGIN PERFORM pg_sleep(0.2); RETURN n; END';
CREATE TABLE parents (id serial PRIMARY KEY);
CREATE TABLE children (parent int REFERENCES parents) WITH (autovacuum_enabled = off);
INSERT INTO parents DEFAULT VALUES;
INSERT INTO children SELECT 1 FROM generate_series(1, 60000);
ALTER ROLE pgvitals CONNECTION LIMIT 20;
GRANT pg_read_all_data TO pgvitals;
ALTER DATABASE shop CONNECTION LIMIT 40;
SELECT pg_create_physical_replication_slot('forgotten', true);
`;

const OUTSIDE_TRANSACTIONS = [
  'CREATE EXTENSION pg_buffercache',
  'ALTER SYSTEM SET max_connections = 60',
  'SELECT pg_reload_conf()',
  'SELECT pg_switch_wal()',
  'SELECT pg_stat_reset()',
];

/** Each does what its line says for longer than the test takes. */
const SESSIONS = [
  "SET work_mem = '64kB'; BEGIN; DECLARE sorted CURSOR FOR SELECT filler, n FROM big ORDER BY filler, n DESC; FETCH 1 FROM sorted",
  'SET vacuum_cost_delay = 100; SET vacuum_cost_limit = 1; VACUUM untidy',
  'ANALYZE analyzed',
  'CREATE INDEX slowly_built ON indexed (slowly(n))',
  'VACUUM FULL rewritten',
  "COPY slow FROM PROGRAM 'seq 100000'",
];

/** To a slot of the same server, which CREATE SUBSCRIPTION alone would wait for. */
async function subscribe(primary: TestServer): Promise<void> {
  const { host, password, port, user } = primary;
  await primary.script(
    "CREATE PUBLICATION visits FOR TABLE page_views (id) WITH (publish = 'insert')",
    { database: SHOP },
  );
  await primary.execute("SELECT pg_create_logical_replication_slot('visits', 'pgoutput')", {
    database: SHOP,
  });
  await primary.createDatabase('copy');
  await primary.execute('CREATE TABLE page_views (id bigint)', { database: 'copy' });
  const connection = `host=${host} port=${port} user=${user} password=${password} dbname=${SHOP}`;
  await primary.execute(
    `CREATE SUBSCRIPTION visits CONNECTION '${connection}' PUBLICATION visits
     WITH (create_slot = false, slot_name = 'visits', copy_data = false)`,
    { database: 'copy' },
  );
}

const STATES = 'analyze index rewrite copy backup sort archive subscription';

async function reached(primary: TestServer): Promise<void> {
  let states = '';
  const all = async () => {
    const [row] = await primary.execute(`SELECT concat_ws(' ',
      (SELECT 'analyze' FROM pg_stat_progress_analyze LIMIT 1),
      (SELECT 'index' FROM pg_stat_progress_create_index WHERE blocks_total > 0 LIMIT 1),
      (SELECT 'rewrite' FROM pg_stat_progress_cluster WHERE heap_blks_total > 0 LIMIT 1),
      (SELECT 'copy' FROM pg_stat_progress_copy LIMIT 1),
      (SELECT 'backup' FROM pg_stat_progress_basebackup WHERE backup_total > 0 LIMIT 1),
      (SELECT 'sort' FROM pg_ls_tmpdir() LIMIT 1),
      (SELECT 'archive' FROM pg_stat_archiver WHERE failed_count > 0),
      (SELECT 'subscription' FROM pg_stat_subscription WHERE received_lsn IS NOT NULL LIMIT 1))`);
    states = row?.[0] ?? '';
    return states === STATES;
  };
  if (await waitUntil(all, { timeoutMs: 20_000, intervalMs: 200 })) return;
  throw new Error(`Not everything happens; reached ${states} of ${STATES}.`);
}

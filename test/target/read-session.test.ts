import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { failureOf } from '../../src/target/failure.ts';
import { readSession } from '../../src/target/read-session.ts';
import { sharedServer } from '../helpers/shared.ts';

describe.each([13, 15, 18] as const)('on PostgreSQL %i', (major) => {
  const server = sharedServer(major);
  let database: string;

  beforeAll(async () => {
    database = await server.createDatabase();
    await server.script(
      `CREATE TABLE t (x int); INSERT INTO t VALUES (1); CREATE SEQUENCE s;
       GRANT ALL ON t, s TO pgvitals;
       CREATE FUNCTION writes() RETURNS text LANGUAGE plpgsql AS $$
         BEGIN INSERT INTO t VALUES (2); RETURN 'written'; END $$;
       CREATE PROCEDURE public.commits_and_writes() LANGUAGE plpgsql AS $$
         BEGIN COMMIT; INSERT INTO public.t VALUES (2); COMMIT; END $$;
       CREATE FUNCTION unset() RETURNS text LANGUAGE plpgsql AS $$
         BEGIN
           SET statement_timeout = 0; SET lock_timeout = 0; SET search_path = public, pg_catalog;
           SET TimeZone = 'Asia/Tokyo'; SET jit = on; RETURN 'unset';
         END $$`,
      { database },
    );
  });

  afterAll(() => server.dropDatabase(database));

  test.each([
    'INSERT INTO t VALUES (2) RETURNING x',
    'UPDATE t SET x = 3',
    'DELETE FROM t',
    'TRUNCATE t',
    'CREATE TABLE other (x int)',
    'DROP TABLE t',
    "SELECT nextval('s')",
    'SELECT x FROM t FOR UPDATE',
    'WITH gone AS (DELETE FROM t RETURNING x) SELECT * FROM gone',
    'VACUUM t',
    "SELECT set_config('transaction_read_only', 'off', true) || writes()",
    'DO $$ BEGIN SET TRANSACTION READ WRITE; PERFORM writes(); END $$',
    'DO $$ BEGIN COMMIT; PERFORM writes(); END $$',
    "SELECT set_config('transaction_read_only', 'off', false)",
    'CALL public.commits_and_writes()',
    '/* /* */ SELECT */ CALL public.commits_and_writes()',
    '-- comment\rCALL /*\nSELECT */ public.commits_and_writes()',
  ])('a statement that writes fails and nothing is written: %s', async (sql) => {
    const session = await openSession('postgres');
    // As a new text, as one that is kept, and as one that would have been kept.
    for (let attempt = 0; attempt < 3; attempt++) {
      await expect(session.read({ sql, timeoutMs: 5000 })).rejects.toThrow();
    }
    await session.end();
    expect(await server.execute('SELECT x FROM t', { database })).toEqual([['1']]);
  });

  test.each([
    'COMMIT',
    'ROLLBACK',
    'END',
    'COMMIT AND CHAIN',
    'SET TRANSACTION READ WRITE',
    'ROLLBACK TO SAVEPOINT pgvitals',
    'RELEASE SAVEPOINT pgvitals',
  ])(
    'a statement that leaves the transaction does not make the next one writable: %s',
    async (sql) => {
      const session = await openSession('postgres');
      await session.read({ sql, timeoutMs: 5000 }).catch(() => undefined);
      for (let attempt = 0; attempt < 2; attempt++) {
        const write = session.read({ sql: 'INSERT INTO t VALUES (2)', timeoutMs: 5000 });
        await expect(write).rejects.toThrow();
      }
      await session.end();
      expect(await server.execute('SELECT x FROM t', { database })).toEqual([['1']]);
    },
  );

  test('a statement after one that left the transaction still works', async () => {
    const session = await openSession('postgres');
    await session.read({ sql: 'COMMIT', timeoutMs: 5000 }).catch(() => undefined);
    await session.read({ sql: 'SELECT 1', timeoutMs: 5000 }).catch(() => undefined);
    const { rows } = await session.read({ sql: 'SELECT 2', timeoutMs: 5000 });
    expect(rows).toEqual([['2']]);
  });

  test('several statements in one query are refused, and none of them runs', async () => {
    const session = await openSession('postgres');
    const sql = 'SELECT 1; COMMIT; INSERT INTO t VALUES (2)';
    await expect(session.read({ sql, timeoutMs: 5000 })).rejects.toThrow(/multiple commands/);
    await session.end();
    expect(await server.execute('SELECT x FROM t', { database })).toEqual([['1']]);
  });

  test('a function, operator, table or type of the same name elsewhere does not win', async () => {
    await server.script(
      `CREATE FUNCTION public.version() RETURNS text LANGUAGE sql AS $$ SELECT 'forged' $$;
       CREATE FUNCTION public.forged(int4, int4) RETURNS int4 LANGUAGE sql AS $$ SELECT 99 $$;
       CREATE OPERATOR public.+ (LEFTARG = int4, RIGHTARG = int4, FUNCTION = public.forged);
       CREATE VIEW public.pg_stat_archiver AS SELECT 'forged' AS archived_count;`,
      { database },
    );
    const { connection, ...session } = await openSession('postgres');
    await connection.script(
      `CREATE TEMP TABLE pg_database (datname text); CREATE TEMP VIEW pg_settings AS SELECT 1;
       SET search_path = public, pg_catalog`,
    );
    const sql = `SELECT version() LIKE 'PostgreSQL%', 1 + 1, (SELECT count(*) > 0 FROM pg_database),
      (SELECT archived_count::text ~ '^\\d+$' FROM pg_stat_archiver), (SELECT count(*) > 9 FROM pg_settings)`;
    const { rows } = await session.read({ sql, timeoutMs: 5000 });
    expect(rows).toEqual([['t', '2', 't', 't', 't']]);
  });

  test('every statement has its own time limits', async () => {
    const session = await openSession('pgvitals');
    const sql = `SELECT current_setting('statement_timeout'), current_setting('lock_timeout'),
      current_setting('idle_in_transaction_session_timeout'), current_setting('transaction_read_only')`;
    const { rows } = await session.read({ sql, timeoutMs: 1234.5 });
    expect(rows).toEqual([['1234ms', '100ms', '10s', 'on']]);
    const again = await session.read({
      sql: "SELECT current_setting('statement_timeout')",
      timeoutMs: 2000,
    });
    expect(again.rows).toEqual([['2s']]);
  });

  test.each([
    'SELECT public.unset()',
    'RESET ALL',
    'SET lock_timeout = 0',
    'DO $$ BEGIN PERFORM public.unset(); END $$',
  ])('what a statement sets is not in force for the next: %s', async (sql) => {
    const session = await openSession('pgvitals');
    const limits = `SELECT current_setting('statement_timeout'), current_setting('lock_timeout'),
        current_setting('search_path'), current_setting('TimeZone'), current_setting('jit')`;
    for (let attempt = 0; attempt < 3; attempt++) {
      const first = session.read({ sql, timeoutMs: 5000 });
      if (session.inFlight === 1) await first;
      const { rows } = await session.read({ sql: limits, timeoutMs: 5000 });
      expect(rows).toEqual([['5s', '100ms', 'pg_catalog, pg_temp', 'UTC', 'off']]);
      await first;
    }
  });

  test('a failed statement leaves the next one untouched', async () => {
    const session = await openSession('pgvitals');
    for (const sql of ['SELECT 1/0', 'SELECT', 'SELEC 1', 'SELECT * FROM absent', '']) {
      await session.read({ sql, timeoutMs: 5000 }).catch(() => undefined);
      expect((await session.read({ sql: 'SELECT 1', timeoutMs: 5000 })).rows).toEqual([['1']]);
    }
  });

  test('a statement that meets a lock gives up quickly, for this reason', async () => {
    const locker = await server.connect({ database });
    onTestFinished(() => locker.close());
    await locker.script('BEGIN; LOCK TABLE t');
    const session = await openSession('pgvitals');
    const failed = session
      .read({ sql: 'SELECT * FROM public.t', timeoutMs: 5000 })
      .catch(failureOf);
    expect(await failed).toMatchObject({ reason: 'lock_timeout' });
  });

  async function openSession(user: string) {
    const connection = await server.connect({ database, user });
    onTestFinished(() => connection.close());
    return { connection, ...readSession(connection, major * 10_000) };
  }
});

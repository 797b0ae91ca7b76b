import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MAJORS } from '../helpers/majors.ts';
import { sharedServer } from '../helpers/shared.ts';
import { look } from './look.ts';

const POLL = { timeout: 15_000, interval: 100 };

describe.each(MAJORS)('on PostgreSQL %i the catalog tells the truth about', (major) => {
  const server = sharedServer(major);
  let database: string;
  const see = (...queries: string[]) => look(server, { database, queries, user: server.user });

  beforeAll(async () => {
    database = await server.createDatabase();
    await server.script(SCHEMA, { database });
    await server
      .script('CREATE UNIQUE INDEX CONCURRENTLY broken ON parent (same)', { database })
      .catch(() => undefined);
    await server.script('VACUUM ANALYZE parent', { database });
  });
  afterAll(() => server.dropDatabase(database));

  test('1,000 dead rows, live rows and a vacuum', async () => {
    const rows = { relname: 'mortal' };
    const deadRows = async () =>
      (await see('pg_stat_user_tables')).value('pg_stat_user_tables_n_dead_tup', rows);
    await expect.poll(deadRows, POLL).toBe(1000);
    const before = await see('pg_stat_user_tables');
    expect(before.value('pg_stat_user_tables_n_live_tup', rows)).toBe(500);
    expect(before.value('pg_stat_user_tables_n_tup_ins', rows)).toBe(1500);
    expect(before.value('pg_stat_user_tables_n_tup_del', rows)).toBe(1000);
    expect(before.value('pg_stat_user_tables_vacuum_count', rows)).toBe(0);
    expect(before.value('pg_stat_user_tables_last_vacuum', rows)).toBe(0);
    await server.script('VACUUM mortal', { database });
    await expect.poll(deadRows, POLL).toBe(0);
    const after = await see('pg_stat_user_tables');
    expect(after.value('pg_stat_user_tables_vacuum_count', rows)).toBe(1);
    const age = Date.now() / 1000 - (after.value('pg_stat_user_tables_last_vacuum', rows) ?? 0);
    expect(age).toBeGreaterThan(-2);
    expect(age).toBeLessThan(20);
  });

  test('scans and HOT updates', async () => {
    const scans = async () =>
      (await see('pg_stat_user_tables')).value('pg_stat_user_tables_seq_scan', {
        relname: 'scanned',
      });
    // The update, the two queries, and the build of the primary key.
    await expect.poll(scans, POLL).toBe(4);
    const seen = await see('pg_stat_user_tables', 'pg_stat_user_indexes');
    const table = { relname: 'scanned' };
    expect(seen.value('pg_stat_user_tables_seq_tup_read', table)).toBe(300);
    expect(seen.value('pg_stat_user_tables_n_tup_upd', table)).toBe(100);
    expect(seen.value('pg_stat_user_tables_n_tup_hot_upd', table)).toBe(100);
    expect(seen.value('pg_stat_user_tables_idx_scan', table)).toBe(2);
    const index = { indexrelname: 'scanned_pkey' };
    expect(seen.value('pg_stat_user_indexes_idx_scan_total', index)).toBe(2);
  });

  test('sizes, exactly', async () => {
    const seen = await see('pg_stat_user_tables_size', 'pg_stat_user_indexes_size');
    const [row] = await server.execute(
      `SELECT pg_table_size('parent'), pg_indexes_size('parent'), pg_relation_size('parent_pkey')`,
      { database },
    );
    expect([
      seen.value('pg_stat_user_tables_table_size_bytes', { relname: 'parent' }),
      seen.value('pg_stat_user_tables_index_size_bytes', { relname: 'parent' }),
      seen.value('pg_stat_user_indexes_size_bytes', { indexrelname: 'parent_pkey' }),
    ]).toEqual(row?.map(Number));
    expect(seen.value('pg_stat_user_indexes_valid', { indexrelname: 'broken' })).toBe(0);
    expect(seen.value('pg_stat_user_indexes_valid', { indexrelname: 'parent_pkey' })).toBe(1);
  });

  test('duplicate, invalid and unused indexes, and no others', async () => {
    const seen = await see('pg_index_problem');
    const problems = seen
      .samples('pg_index_problem_bytes')
      .map(({ labels }) => `${labels.indexrelname} ${labels.problem}`);
    // All rows of `same` are equal, so that the unique index could not be built.
    expect(problems.sort()).toEqual([
      'broken invalid',
      'child_first unused',
      'parent_a unused',
      'parent_a_again duplicate',
      'parent_a_again unused',
      'parent_expression duplicate',
      'parent_expression unused',
      'parent_expression_first unused',
    ]);
  });

  test('foreign keys without an index, and tables without a primary key', async () => {
    const seen = await see('pg_foreign_key_without_index', 'pg_table_without_primary_key');
    const keys = seen.samples('pg_foreign_key_without_index_table_bytes');
    // An index on (pair_a, other) or (pair_b, pair_a) and so on: only a leading set of columns helps.
    expect(keys.map(({ labels }) => labels.conname).sort()).toEqual(['bare_key', 'partial_key']);
    const bare = seen.samples('pg_table_without_primary_key_bytes');
    expect(bare.map(({ labels }) => labels.relname).sort()).toEqual(['child', 'events', 'mortal']);
  });

  test('sequences: 90 % used, unused, descending, cycling', async () => {
    const seen = await see('pg_sequence');
    const ratio = (relname: string) => seen.value('pg_sequence_used_ratio', { relname });
    expect(ratio('nearly_full')).toBe(0.9);
    expect(ratio('untouched')).toBe(0);
    expect(ratio('downwards')).toBe(0.5);
    expect(ratio('full')).toBe(1);
    expect(seen.value('pg_sequence_cycles', { relname: 'full' })).toBe(1);
    expect(seen.value('pg_sequence_cycles', { relname: 'nearly_full' })).toBe(0);
    // A bigint sequence behind an integer key; sequences that no such column has are left out.
    const keys = seen.samples('pg_sequence_key_used_ratio').filter(({ value }) => value !== '0');
    expect(keys.map(({ labels }) => labels.relname)).toEqual(['wide']);
    expect(seen.value('pg_sequence_key_used_ratio', { relname: 'wide' })).toBeCloseTo(0.5, 9);
  });

  test('partitions: their number, rows, rows that no partition was made for, and the end', async () => {
    const table = { relname: 'events' };
    const strays = async () =>
      (await see('pg_partitioned_table')).value('pg_partitioned_table_default_rows', table);
    await expect.poll(strays, POLL).toBe(3);
    const seen = await see('pg_partitioned_table');
    expect(seen.value('pg_partitioned_table_partitions', table)).toBe(3);
    expect(seen.value('pg_partitioned_table_live_rows', table)).toBe(33);
    // Nothing covers the time after February 2024: the next partition is missing.
    expect(seen.value('pg_partitioned_table_covered_until_timestamp_seconds', table)).toBe(
      Date.UTC(2024, 2, 1) / 1000,
    );
  });
});

const SCHEMA = `
CREATE TABLE mortal (n int) WITH (autovacuum_enabled = off);
INSERT INTO mortal SELECT generate_series(1, 1500);
DELETE FROM mortal WHERE n <= 1000;
CREATE TABLE scanned (id int PRIMARY KEY, n int) WITH (autovacuum_enabled = off, fillfactor = 40);
INSERT INTO scanned SELECT n, 0 FROM generate_series(1, 100) n;
UPDATE scanned SET n = 1;
SELECT count(*) FROM scanned;
SELECT sum(n) FROM scanned;
SET enable_seqscan = off;
SET enable_bitmapscan = off;
SELECT n FROM scanned WHERE id = 7;
SELECT n FROM scanned WHERE id = 8;
CREATE TABLE parent (id int PRIMARY KEY, a int, same int, pair int UNIQUE);
INSERT INTO parent SELECT n, n % 10, 1, n FROM generate_series(1, 1000) n;
CREATE INDEX parent_a ON parent (a);
CREATE INDEX parent_a_again ON parent (a);
CREATE INDEX parent_expression_first ON parent ((a + 1)) WHERE a > 0;
CREATE INDEX parent_expression ON parent ((a + 1)) WHERE a > 0;
CREATE TABLE child (
  first int CONSTRAINT indexed_key REFERENCES parent, second int CONSTRAINT bare_key REFERENCES parent,
  third int CONSTRAINT partial_key REFERENCES parent
);
CREATE INDEX child_first ON child (first, second);
CREATE UNIQUE INDEX child_third ON child (third) WHERE third > 10;
CREATE SEQUENCE nearly_full AS int MINVALUE 11 MAXVALUE 1010;
SELECT setval('nearly_full', 910);
CREATE SEQUENCE untouched;
CREATE TABLE keyed (id int PRIMARY KEY);
CREATE SEQUENCE wide AS bigint OWNED BY keyed.id;
SELECT setval('wide', 1073741824);
CREATE SEQUENCE downwards INCREMENT -1 MINVALUE -100 MAXVALUE -1;
SELECT setval('downwards', -50);
CREATE SEQUENCE "full" MAXVALUE 5 CYCLE;
SELECT setval('"full"', 5);
CREATE TABLE events (at timestamptz NOT NULL, n int) PARTITION BY RANGE (at);
CREATE TABLE events_2024_01 PARTITION OF events FOR VALUES FROM ('2024-01-01 00:00+00') TO ('2024-02-01 00:00+00');
CREATE TABLE events_2024_02 PARTITION OF events FOR VALUES FROM ('2024-02-01 00:00+00') TO ('2024-03-01 00:00+00');
CREATE TABLE events_rest PARTITION OF events DEFAULT;
INSERT INTO events SELECT timestamptz '2024-01-01 12:00+00' + n * interval '1 day', n FROM generate_series(0, 29) n;
INSERT INTO events SELECT timestamptz '2024-03-02 12:00+00', n FROM generate_series(1, 3) n;
`;

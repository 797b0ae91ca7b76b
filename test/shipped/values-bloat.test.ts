import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { waitUntil } from '../../src/demo/embedded/wait-until.ts';
import { MAJORS } from '../helpers/majors.ts';
import { sharedServer } from '../helpers/shared.ts';
import { look } from './look.ts';

const QUERIES = ['pg_table_bloat', 'pg_table_bloat_unknown', 'pg_index_bloat'];
// Of the part of a relation that is bloat, as a number from 0 to 1. What a row loses to alignment is not in the
// statistics, only guessed: for tables the estimate is coarser.
const TOLERANCE = { table: 0.1, index: 0.05 };

describe.each(MAJORS)('on PostgreSQL %i', (major) => {
  const server = sharedServer(major);
  let database: string;

  beforeAll(async () => {
    database = await server.createDatabase();
    await server.script(SCHEMA, { database });
    // Up to PostgreSQL 14 the counts of a session arrive late, and would make the statistics old.
    const untilAll = (condition: string) =>
      waitUntil(
        async () => {
          const sql = `SELECT 1 FROM pg_stat_user_tables WHERE ${condition}`;
          return (await server.execute(sql, { database })).length === TABLES.length;
        },
        { timeoutMs: 15_000 },
      );
    await untilAll('n_tup_ins > 0');
    for (const table of TABLES) {
      await server.script(`VACUUM ANALYZE ${table}`, { database });
    }
    await server.script("UPDATE outdated SET note = 'y' WHERE id % 2 = 0", { database });
    await untilAll("(n_mod_since_analyze = 0) = (relname <> 'outdated')");
  });
  afterAll(() => server.dropDatabase(database));

  test('the estimate of table bloat is within 10 points of what pgstattuple finds', async () => {
    const seen = await look(server, { queries: QUERIES, database, user: server.user });
    for (const [table, atLeast] of [
      ['bloated', 0.5],
      ['compact', 0],
    ] as const) {
      const [row] = await server.execute(
        `SELECT 1 - tuple_percent / approx.full_percent, table_len
         FROM pgstattuple('${table}'),
              (SELECT tuple_percent AS full_percent FROM pgstattuple('rewritten_${table}')) approx`,
        { database },
      );
      const [truth = 0, size = 0] = row?.map(Number) ?? [];
      const ratio = seen.value('pg_table_bloat_ratio', { relname: table });
      expect(truth).toBeGreaterThanOrEqual(atLeast);
      expect(Math.abs((ratio ?? -1) - truth), `${table}: ${ratio} ${truth}`).toBeLessThan(
        TOLERANCE.table,
      );
      const bytes = seen.value('pg_table_bloat_bytes', { relname: table });
      expect(bytes).toBeCloseTo((ratio ?? 0) * size, -4);
    }
  });

  test('the estimate of index bloat is within 5 points of what pgstatindex finds', async () => {
    const seen = await look(server, { queries: QUERIES, database, user: server.user });
    for (const [index, atLeast] of [
      ['sparse_index_pkey', 0.5],
      ['compact_pkey', 0],
    ] as const) {
      // A new index is 90 % full.
      const [row] = await server.execute(
        `SELECT 1 - (leaf_pages * avg_leaf_density / 90) / (leaf_pages + deleted_pages + empty_pages)
         FROM pgstatindex('${index}')`,
        { database },
      );
      const truth = Number(row?.[0]);
      const ratio = seen.value('pg_index_bloat_ratio', { indexrelname: index });
      expect(truth).toBeGreaterThanOrEqual(atLeast - 0.02);
      expect(Math.abs((ratio ?? -1) - truth), `${index}: ${ratio} ${truth}`).toBeLessThan(
        TOLERANCE.index,
      );
    }
  });

  test('an index that keeps equal keys once is never said to be bloated when it is not', async () => {
    const seen = await look(server, { queries: QUERIES, database, user: server.user });
    expect(seen.value('pg_index_bloat_ratio', { indexrelname: 'repeated_n' })).toBe(0);
  });

  test('pg_monitor may not see the statistics: no estimate, but the reason', async () => {
    const seen = await look(server, { queries: QUERIES, database });
    expect(seen.samples('pg_table_bloat_ratio')).toEqual([]);
    expect(seen.samples('pg_index_bloat_ratio')).toEqual([]);
    expect(unknown(seen, 'no statistics')).toBe(TABLES.length);
  });

  test('whoever may read the tables sees the estimates and no reason', async () => {
    const grant = major >= 14 ? 'GRANT pg_read_all_data TO reader' : GRANT_ALL;
    await server.script(`CREATE ROLE reader LOGIN PASSWORD 'r' IN ROLE pg_monitor; ${grant}`, {
      database,
    });
    try {
      const view = {
        connectOptions: () => server.connectOptions({ database, user: 'reader', password: 'r' }),
      };
      const seen = await look(view, { queries: QUERIES });
      expect(seen.samples('pg_table_bloat_ratio').length).toBe(TABLES.length - 1);
      expect(unknown(seen, 'no statistics')).toBe(0);
      expect(unknown(seen, 'old statistics')).toBe(1);
    } finally {
      await server.script('DROP OWNED BY reader; DROP ROLE reader', { database });
    }
  });
});

function unknown(seen: Awaited<ReturnType<typeof look>>, reason: string): number | undefined {
  return seen.value('pg_table_bloat_unknown_tables', { reason });
}

const TABLES = [
  'bloated',
  'compact',
  'sparse_index',
  'repeated',
  'rewritten_bloated',
  'rewritten_compact',
  'outdated',
];

const GRANT_ALL = 'GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader';

const ROWS = `SELECT n AS id, CASE WHEN n % 4 > 0 THEN 'text ' || n END AS note, n / 7.0 AS price, now() AS at,
  n % 3 = 0 AS flag FROM generate_series(1, 60000) n`;

const SCHEMA = `
CREATE EXTENSION pgstattuple;
SET default_statistics_target = 1000;
CREATE TABLE bloated WITH (autovacuum_enabled = off) AS ${ROWS};
DELETE FROM bloated WHERE id % 5 < 3;
CREATE TABLE rewritten_bloated WITH (autovacuum_enabled = off) AS SELECT * FROM bloated;
CREATE TABLE compact WITH (autovacuum_enabled = off) AS ${ROWS};
ALTER TABLE compact ADD PRIMARY KEY (id);
CREATE TABLE rewritten_compact WITH (autovacuum_enabled = off) AS SELECT * FROM compact;
CREATE TABLE repeated WITH (autovacuum_enabled = off) AS SELECT n % 5 AS n FROM generate_series(1, 200000) n;
CREATE INDEX repeated_n ON repeated (n);
CREATE TABLE sparse_index (id int) WITH (autovacuum_enabled = off);
INSERT INTO sparse_index SELECT generate_series(1, 100000);
ALTER TABLE sparse_index ADD PRIMARY KEY (id);
DELETE FROM sparse_index WHERE id % 5 < 3;
CREATE TABLE outdated (id int, note text) WITH (autovacuum_enabled = off);
INSERT INTO outdated SELECT n, repeat('x', 40) FROM generate_series(1, 40000) n;
`;

import { describe, expect, test } from 'vitest';
import { LINT_CODES } from '../../src/catalog/lint/codes.ts';
import { lintYaml } from './lint-yaml.ts';

/** A query with the given SQL, further keys and metrics; its SQL stands in line 5. */
function query(sql: string, metrics: readonly string[], more = ''): string {
  return `my_query:
  description: Of a test.
  category: trend
  query: |
    ${sql}
${more === '' ? '' : `  ${more}\n`}  metrics:
${metrics.map((metric) => `    - ${metric}\n`).join('')}`;
}

const LABEL = 'name: { usage: LABEL, description: Name. }';
const TTL = 'ttl: 5m';

interface Case {
  readonly code: string;
  readonly bad: string;
  /** line:col: message */
  readonly says: string;
  readonly good: string;
}

const CASES: readonly Case[] = [
  {
    code: 'unqualified-name',
    bad: query('WITH a AS (SELECT 1) SELECT count(*) AS n FROM a JOIN orders o ON true', [
      'n: { usage: GAUGE, description: N. }',
    ]),
    says: '5:59: my_query: orders is looked up in pg_catalog only',
    good: query(
      'SELECT count(*) AS n FROM shop.orders o, generate_series(1, 2) x, pg_class, LATERAL (VALUES (1)) v',
      ['n: { usage: GAUGE, description: N. }'],
    ),
  },
  {
    code: 'unqualified-name',
    bad: query('SELECT count(*) AS n FROM orders', ['n: { usage: GAUGE, description: N. }']),
    says: '5:31: my_query: orders is looked up in pg_catalog only',
    good: query(
      'SELECT count(*) AS n FROM orders',
      ['n: { usage: GAUGE, description: N. }'],
      'schemas: [public]',
    ),
  },
  {
    code: 'counter-can-fall',
    bad: query('SELECT count(*) AS n_total FROM pg_class', [
      'n_total: { usage: COUNTER, description: N. }',
    ]),
    says: '7:7: my_query: my_query_n_total is a COUNTER, but it counts rows, which can become fewer',
    good: query('SELECT count(*) AS n FROM pg_class', ['n: { usage: GAUGE, description: N. }']),
  },
  {
    code: 'counter-can-fall',
    bad: query(
      'SELECT s.lag AS x FROM (SELECT pg_current_wal_lsn() - replay_lsn AS lag FROM pg_stat_replication) s LIMIT 1',
      ['x: { usage: COUNTER, rename: x_bytes_total, description: Lag in bytes. }'],
      'requires: { privilege: pg_monitor }',
    ),
    says: '8:7: my_query: my_query_x_bytes_total is a COUNTER, but it is the distance between two positions in the WAL',
    good: query("SELECT pg_current_wal_lsn() - '0/0'::pg_lsn AS x", [
      'x: { usage: COUNTER, rename: x_bytes_total, description: Position in bytes. }',
    ]),
  },
  {
    code: 'counter-can-fall',
    bad: query('SELECT sum(n_tup_ins) AS x FROM pg_stat_user_tables', [
      'x: { usage: COUNTER, rename: x_total, description: Rows. }',
    ]),
    says: '7:7: my_query: my_query_x_total is a COUNTER, but its rows of pg_stat_user_tables go away, and the sum with them',
    good: query('SELECT sum(xact_commit) AS x FROM pg_stat_database', [
      'x: { usage: COUNTER, rename: x_total, description: Commits. }',
    ]),
  },
  {
    code: 'gauge-only-grows',
    bad: query('SELECT datname AS name, d.xact_commit AS c FROM pg_stat_database d', [
      LABEL,
      'c: { usage: GAUGE, description: Commits. }',
    ]),
    says: '8:7: my_query: my_query_c is a GAUGE, but PostgreSQL only counts c up',
    good: query('SELECT datname AS name, numbackends AS c FROM pg_stat_database', [
      LABEL,
      'c: { usage: GAUGE, description: Backends. }',
    ]),
  },
  {
    code: 'counter-without-total',
    bad: query('SELECT 1 AS hits', ['hits: { usage: COUNTER, description: Hits. }']),
    says: '7:7: my_query: my_query_hits is a COUNTER; rename it to my_query_hits_total',
    good: query(
      'SELECT 1 AS xact_commit',
      ['xact_commit: { usage: COUNTER, description: As of old. }'],
      'name: pg_stat_database',
    ),
  },
  {
    code: 'total-without-counter',
    bad: query('SELECT 1 AS n_total', ['n_total: { usage: GAUGE, description: N. }']),
    says: '7:7: my_query: my_query_n_total is a GAUGE; only counters end in _total',
    good: query('SELECT 1 AS n', ['n: { usage: GAUGE, description: N. }']),
  },
  {
    code: 'reserved-suffix',
    bad: query('SELECT 1 AS n_count', ['n_count: { usage: GAUGE, description: N. }']),
    says: '7:7: my_query: my_query_n_count ends in _count, which belongs to histograms',
    good: query('SELECT 1 AS counted', ['counted: { usage: GAUGE, description: N. }']),
  },
  {
    code: 'name-style',
    bad: query('SELECT 1 AS "openOrders"', ['openOrders: { usage: GAUGE, description: N. }']),
    says: '7:7: my_query: my_query_openOrders is not in small letters',
    good: query('SELECT 1 AS "openOrders"', [
      'openOrders: { usage: GAUGE, rename: open_orders, description: N. }',
    ]),
  },
  {
    code: 'missing-unit',
    bad: query('SELECT 1 AS wait', [
      'wait: { usage: GAUGE, description: Longest wait in milliseconds. }',
    ]),
    says: '7:7: my_query: my_query_wait is in milliseconds, which its name does not say; rename it to end in _seconds and scale it to that',
    good: query('SELECT 1 AS wait', [
      'wait: { usage: GAUGE, rename: wait_seconds, scale: 0.001, description: Longest wait in seconds. }',
    ]),
  },
  {
    code: 'missing-unit',
    bad: query('SELECT 1 AS queue_size', [
      'queue_size: { usage: GAUGE, description: Size of the queue. }',
    ]),
    says: '7:7: my_query: my_query_queue_size has no unit, neither in its name nor in its description',
    good: query('SELECT 1 AS queue_size', [
      'queue_size: { usage: GAUGE, description: Size of the queue in messages. }',
    ]),
  },
  {
    code: 'unit-not-base',
    bad: query('SELECT 1 AS wait_ms', ['wait_ms: { usage: GAUGE, description: Wait. }']),
    says: '7:7: my_query: my_query_wait_ms is in ms; expected seconds, bytes or a ratio',
    good: query('SELECT 1 AS wait_ms', [
      'wait_ms: { usage: GAUGE, rename: wait_seconds, scale: 0.001, description: Wait in seconds. }',
    ]),
  },
  {
    code: 'unit-not-described',
    bad: query('SELECT 1 AS wait_seconds', [
      'wait_seconds: { usage: GAUGE, description: Longest wait. }',
    ]),
    says: '7:7: my_query: my_query_wait_seconds has a unit, its description none; say "in seconds"',
    good: query('SELECT 1 AS wait_seconds', [
      'wait_seconds: { usage: GAUGE, description: Longest wait in seconds. }',
    ]),
  },
  {
    code: 'unit-not-scaled',
    bad: query('SELECT datname AS name, d.blk_read_time AS t FROM pg_stat_database d', [
      LABEL,
      't: { usage: COUNTER, rename: read_seconds_total, description: Time in seconds. }',
    ]),
    says: '8:7: my_query: my_query_read_seconds_total is said to be in seconds, but blk_read_time is in milliseconds',
    good: query('SELECT datname AS name, d.blk_read_time AS t FROM pg_stat_database d', [
      LABEL,
      't: { usage: COUNTER, scale: 0.001, rename: read_seconds_total, description: Time in seconds. }',
    ]),
  },
  {
    code: 'waits-for-lock',
    bad: query(
      "SELECT pg_total_relation_size('orders') AS size_bytes",
      ['size_bytes: { usage: GAUGE, description: Size in bytes. }'],
      TTL,
    ),
    says: '5:12: my_query: pg_total_relation_size waits while somebody alters what it looks at',
    good: query(
      "SELECT CASE WHEN NOT EXISTS (SELECT FROM pg_locks WHERE relation = 'orders'::regclass) THEN pg_total_relation_size('orders') END AS size_bytes",
      ['size_bytes: { usage: GAUGE, description: Size in bytes. }'],
      TTL,
    ),
  },
  {
    code: 'waits-for-lock',
    bad: query('SELECT count(*) AS n FROM information_schema.columns', [
      'n: { usage: GAUGE, description: N. }',
    ]),
    says: '5:31: my_query: information_schema.columns waits',
    good: query('SELECT count(pg_get_expr(relpartbound, 0)) AS n FROM pg_class', [
      'n: { usage: GAUGE, description: N. }',
    ]),
  },
  {
    code: 'expensive-without-ttl',
    bad: query('SELECT datname AS name, pg_database_size(oid) AS bytes FROM pg_database', [
      LABEL,
      'bytes: { usage: GAUGE, description: Size in bytes. }',
    ]),
    says: '5:29: my_query: the size of a database walks over all its files, and this runs on every scrape',
    good: query(
      'SELECT datname AS name, pg_database_size(oid) AS bytes FROM pg_database',
      [LABEL, 'bytes: { usage: GAUGE, description: Size in bytes. }'],
      TTL,
    ),
  },
  {
    code: 'expensive-without-ttl',
    bad: query('SELECT count(*) AS n FROM pg_stat_statements', [
      'n: { usage: GAUGE, description: N. }',
    ]),
    says: '5:31: my_query: pg_stat_statements with its texts reads a whole file',
    good: query('SELECT count(*) AS n FROM pg_stat_statements(false)', [
      'n: { usage: GAUGE, description: N. }',
    ]),
  },
  {
    code: 'labels-can-collide',
    bad: query('SELECT relname AS name, n_live_tup AS n FROM pg_stat_user_tables', [
      LABEL,
      'n: { usage: GAUGE, description: N. }',
    ]),
    says: '7:7: my_query: name is unique within its schema only; add a label with the schema',
    good: query('SELECT relid::regclass::text AS name, n_live_tup AS n FROM pg_stat_user_tables', [
      LABEL,
      'n: { usage: GAUGE, description: N. }',
    ]),
  },
  {
    code: 'labels-can-collide',
    bad: query('SELECT usename AS name, 1 AS n FROM pg_stat_activity', [
      LABEL,
      'n: { usage: GAUGE, description: N. }',
    ]),
    says: '5:5: my_query: pg_stat_activity can have several rows, and the labels do not tell its rows apart',
    good: query('SELECT usename AS name, count(*) AS n FROM pg_stat_activity GROUP BY usename', [
      LABEL,
      'n: { usage: GAUGE, description: N. }',
    ]),
  },
  {
    code: 'labels-can-collide',
    bad: query('SELECT total FROM orders', [
      'total: { usage: GAUGE, rename: sum_of_orders, description: N. }',
    ]),
    says: '5:5: my_query: orders can have several rows, and no label tells its rows apart',
    good: query('WITH o AS (SELECT 1 AS total) SELECT max(total) AS total FROM o', [
      'total: { usage: GAUGE, rename: sum_of_orders, description: N. }',
    ]),
  },
  {
    code: 'labels-can-collide',
    bad: query('SELECT proname AS name, 1 AS n FROM pg_proc', [
      LABEL,
      'n: { usage: GAUGE, description: N. }',
    ]),
    says: '7:7: my_query: functions may share a name and differ in their arguments; add funcid as a label',
    good: query('SELECT DISTINCT proname AS name, 1 AS n FROM pg_proc', [
      LABEL,
      'n: { usage: GAUGE, description: N. }',
    ]),
  },
  {
    code: 'label-churns',
    bad: query('SELECT pid AS name, 1 AS n FROM pg_stat_activity', [
      LABEL,
      'n: { usage: GAUGE, description: N. }',
    ]).replaceAll('name', 'pid'),
    says: '7:7: my_query: label pid has values that never come again',
    good: query('SELECT datname AS name, count(pid) AS n FROM pg_stat_activity GROUP BY 1', [
      LABEL,
      'n: { usage: GAUGE, description: N. }',
    ]),
  },
  {
    code: 'column-never-comes',
    bad: query('SELECT 1 AS a', [
      'a: { usage: GAUGE, description: A. }',
      'b: { usage: GAUGE, description: B. }',
    ]),
    says: '8:7: my_query: b is declared, but no SQL of this query returns it',
    good: query('SELECT 1 AS a, (SELECT 2 AS c) b', [
      'a: { usage: GAUGE, description: A. }',
      'b: { usage: GAUGE, description: B. }',
    ]),
  },
  {
    code: 'column-undeclared',
    bad: query("SELECT 1 AS a, 'x, y' AS b", ['a: { usage: GAUGE, description: A. }']),
    says: '5:20: my_query: column b is not declared under metrics',
    good: query("SELECT 1 AS a, 'x, y' AS b", [
      'a: { usage: GAUGE, description: A. }',
      'b: { usage: DISCARD }',
    ]),
  },
  {
    code: 'select-star',
    bad: query('SELECT * FROM orders LIMIT 1', ['a: { usage: GAUGE, description: A. }']),
    says: '5:12: my_query: SELECT * from orders returns what that has at the time',
    good: query('SELECT * FROM pg_stat_archiver', [
      'archived_count: { usage: COUNTER, rename: archived_total, description: A. }',
    ]),
  },
  {
    code: 'now-is-old',
    bad: query(
      'SELECT extract(epoch FROM now() - max(xact_start)) AS age_seconds FROM pg_stat_activity',
      ['age_seconds: { usage: GAUGE, description: Age in seconds. }'],
      'requires: { privilege: pg_monitor }',
    ),
    says: '5:31: my_query: now() is when the transaction began',
    good: query(
      'SELECT extract(epoch FROM clock_timestamp() - max(xact_start)) AS age_seconds FROM pg_stat_activity',
      ['age_seconds: { usage: GAUGE, description: Age in seconds. }'],
      'requires: { privilege: pg_monitor }',
    ),
  },
  {
    code: 'limit-without-order',
    bad: query('SELECT rolname AS name, 1 AS n FROM pg_roles LIMIT 5', [
      LABEL,
      'n: { usage: GAUGE, description: N. }',
    ]),
    says: '5:50: my_query: LIMIT 5 without ORDER BY keeps arbitrary rows',
    good: query('SELECT rolname AS name, 1 AS n FROM pg_roles ORDER BY 1 LIMIT 5', [
      LABEL,
      'n: { usage: GAUGE, description: N. }',
    ]),
  },
  {
    code: 'budget-too-small',
    bad: query(
      'SELECT rolname AS name, 1 AS n FROM pg_roles ORDER BY 1 LIMIT 500',
      [LABEL, 'n: { usage: GAUGE, description: N. }'],
      'max_series: 100',
    ),
    says: '5:61: my_query: LIMIT 500 gives up to 500 series, but max_series is 100',
    good: query(
      'SELECT rolname AS name, 1 AS n FROM pg_roles ORDER BY 1 LIMIT 100',
      [LABEL, 'n: { usage: GAUGE, description: N. }'],
      'max_series: 100',
    ),
  },
  {
    code: 'version-gap',
    bad: 'my_query:\n  description: A.\n  category: trend\n  query: { "<15": SELECT 1 AS n, ">=17": SELECT 2 AS n }\n  metrics: [ { n: { usage: GAUGE, description: N. } } ]\n',
    says: '1:1: my_query: has no SQL for PostgreSQL 15, 16',
    good: 'my_query:\n  description: A.\n  category: trend\n  requires: { version: ">=17" }\n  query: { ">=17 <18": SELECT 1 AS n, ">=18": SELECT 2 AS n }\n  metrics: [ { n: { usage: GAUGE, description: N. } } ]\n',
  },
  {
    code: 'privilege-not-required',
    bad: query('SELECT count(*) AS n FROM pg_ls_waldir()', [
      'n: { usage: GAUGE, description: N. }',
    ]),
    says: '5:31: my_query: pg_ls_waldir is refused to ordinary roles',
    good: query(
      'SELECT count(*) AS n FROM pg_ls_waldir()',
      ['n: { usage: GAUGE, description: N. }'],
      'requires: { privilege: pg_monitor }',
    ),
  },
  {
    code: 'privilege-not-required',
    bad: query("SELECT count(*) AS n FROM pg_stat_activity WHERE state = 'idle'", [
      'n: { usage: GAUGE, description: N. }',
    ]),
    says: '5:54: my_query: state is NULL for sessions of other roles',
    good: query('SELECT count(*) AS n FROM pg_stat_activity WHERE datname IS NOT NULL', [
      'n: { usage: GAUGE, description: N. }',
    ]),
  },
  {
    code: 'side-effect',
    bad: query('SELECT count(pg_terminate_backend(pid)) AS n FROM pg_stat_activity', [
      'n: { usage: GAUGE, description: N. }',
    ]),
    says: '5:18: my_query: pg_terminate_backend changes something',
    good: query(
      "SELECT count(*) AS n FROM pg_stat_activity WHERE query LIKE '%pg_terminate_backend(%' -- delete from x",
      ['n: { usage: GAUGE, description: N. }'],
      'requires: { privilege: pg_monitor }',
    ),
  },
  {
    code: 'side-effect',
    bad: query('VACUUM', ['n: { usage: GAUGE, description: N. }']),
    says: '5:5: my_query: VACUUM is not a query',
    good: query('VALUES (1)', ['column1: { usage: GAUGE, description: N. }']),
  },
  {
    code: 'lint-not-needed',
    bad: query('SELECT 1 AS n', ['n: { usage: GAUGE, description: N. }'], 'lint: [now-is-old]'),
    says: '1:1: my_query: now-is-old is not found here; take it out of lint',
    good: query(
      'SELECT count(*) FILTER (WHERE datname > now()::text) AS n FROM pg_stat_activity',
      ['n: { usage: GAUGE, description: N. }'],
      'lint: [now-is-old]',
    ),
  },
];

describe('the linter', () => {
  test.each(CASES)('$code: $says', ({ bad, code, good, says }) => {
    const found = lintYaml(bad).filter((warning) => warning.code === code);
    expect(found.map(({ col, line, message }) => `${line}:${col}: ${message}`)).toEqual([
      expect.stringContaining(says),
    ]);
    expect(lintYaml(good).filter((warning) => warning.code === code)).toEqual([]);
  });

  test('every code has a case', () => {
    expect(new Set(CASES.map(({ code }) => code))).toEqual(new Set(LINT_CODES));
  });

  test('says where something is in SQL of several variants and in folded text', () => {
    const warnings = lintYaml(`one:
  description: A.
  category: trend
  query:
    "<15": SELECT 1 AS n
    ">=15": >-
      SELECT
        extract(epoch FROM
          now()) AS n
  metrics: [ { n: { usage: GAUGE, description: N. } } ]
`);
    expect(warnings.map(({ code, col, line }) => [code, line, col])).toEqual([
      ['now-is-old', 9, 11],
    ]);
  });

  test('a code in lint that does not exist is a problem of the file', () => {
    expect(() =>
      lintYaml(
        query('SELECT 1 AS n', ['n: { usage: GAUGE, description: N. }'], 'lint: [now-is-odl]'),
      ),
    ).toThrow(/expected one of .*found .*"now-is-odl\\"; did you mean \\"now-is-old\\"\?/);
  });
});

import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTarget } from '../helpers/open-target.ts';
import { droppedOf, failuresOf, pageOf, samples } from '../helpers/page.ts';
import { gauge, parseQueries } from '../helpers/parse-queries.ts';
import { sharedServer } from '../helpers/shared.ts';

const server = sharedServer(18);
let database: string;

beforeAll(async () => {
  database = await server.createDatabase();
});

afterAll(() => server.dropDatabase(database));

test.each([
  ['NULL::int8', undefined],
  ['9223372036854775807::int8', '9223372036854775807'],
  ["'NaN'::float8", 'NaN'],
  ["'Infinity'::float8", '+Inf'],
  ["'-Infinity'::float4", '-Inf'],
  ["'NaN'::numeric", 'NaN'],
  ["'-Infinity'::numeric", '-Inf'],
  [
    '12345678901234567890123456789.000000000000000001',
    '12345678901234567890123456789.000000000000000001',
  ],
  ['1e-300::float8', '1e-300'],
  ['0.1::float8 + 0.2::float8', '0.30000000000000004'],
  ['true', '1'],
  ['false', '0'],
  ["timestamptz '2026-11-20 23:11:33.5+01'", '1795212693.5'],
  ["timestamp '1970-01-01 00:00:00'", '0'],
  ["timestamptz 'infinity'", '+Inf'],
  ["timestamptz '-infinity'", '-Inf'],
  ["'42.5'::text", '42.5'],
  ["' -1e3 '::text", '-1e3'],
  ["'t'::text", '1'],
  ['7::oid', '7'],
  ['7::smallint', '7'],
  ["'8'::xid", '8'],
])('the value %s is shown as %s', async (sql, shown) => {
  const result = await scrape(gauge('v', `SELECT ${sql} AS value`));
  expect(samples(result, 'v_value')).toEqual(shown === undefined ? {} : { '': shown });
  expect(droppedOf(result)).toEqual({});
});

test.each([
  "''::text",
  "'many'::text",
  "'0x10'::text",
  "'1,5'::text",
  "interval '1 s'",
  'ARRAY[1]',
])('the value %s is no number: dropped and counted', async (sql) => {
  const result = await scrape(gauge('v', `SELECT ${sql} AS value UNION ALL SELECT NULL`));
  expect(samples(result, 'v_value')).toEqual({});
  expect(droppedOf(result)).toEqual({ [`v ${database} not_a_number`]: '1' });
});

test.each([
  ["''", ''],
  ['NULL', ''],
  [`'a "quoted" word'`, 'a \\"quoted\\" word'],
  [`'back\\slash'`, 'back\\\\slash'],
  [`E'two\\nlines\\tand\\r'`, 'two\\nlines\tand\r'],
  [`'Zürich 東京 🐘'`, 'Zürich 東京 🐘'],
  [`'{},='`, '{},='],
  ['12', '12'],
])('the label %s is shown as %s', async (sql, shown) => {
  const page = pageOf(await scrape(labelled(`SELECT ${sql} AS name, 1 AS value`)));
  expect(page).toContain(`\nl_value{name="${shown}"} 1\n`);
});

test('of rows with equal labels the first stays, the others are dropped and counted', async () => {
  const sql = `SELECT * FROM (VALUES ('a', 1), ('b', 2), ('a', 3), (NULL, 4), ('', 5)) v (name, value)`;
  const result = await scrape(labelled(sql));
  expect(samples(result, 'l_value')).toEqual({ 'name="a"': '1', 'name="b"': '2', 'name=""': '4' });
  expect(droppedOf(result)).toEqual({ [`l ${database} duplicate`]: '2' });
});

test('of one series that two queries give, the first stays, and the page says so', async () => {
  const queries = [
    ...gauge('a', 'SELECT 1 AS value', { name: 'same' }),
    ...gauge('b', 'SELECT 2 AS value', { name: 'same' }),
  ];
  const result = await scrape(queries);
  expect(samples(result, 'same_value')).toEqual({ '': '1' });
  expect(samples(result, 'pgvitals_duplicate_series')).toEqual({ 'metric="same_value"': '1' });
});

test('over its series budget a query keeps the first rows, the rest is counted', async () => {
  const sql = 'SELECT i AS name, i AS value FROM generate_series(1, 1000) i';
  const result = await scrape([
    ...labelled(sql, { max_series: 10 }),
    ...gauge('next', 'SELECT 1 AS value'),
  ]);
  expect(Object.keys(samples(result, 'l_value'))).toHaveLength(10);
  expect(samples(result, 'next_value')).toEqual({ '': '1' });
  expect(droppedOf(result)).toEqual({ [`l ${database} budget`]: '990' });
});

test('the series budget counts series and not rows', async () => {
  const sql = 'SELECT i AS name, i AS value, -i AS other FROM generate_series(1, 100) i';
  const metrics = [
    { name: { usage: 'LABEL', description: 'A name.' } },
    { value: { usage: 'GAUGE', description: 'A value.' } },
    { other: { usage: 'GAUGE', description: 'Another.' } },
  ];
  const result = await scrape(gauge('l', sql, { metrics, max_series: 10 }));
  expect(Object.keys(samples(result, 'l_value'))).toHaveLength(5);
  expect(Object.keys(samples(result, 'l_other'))).toHaveLength(5);
  expect(droppedOf(result)).toEqual({ [`l ${database} budget`]: '190' });
});

test('a column that the result lacks is no metric, and one that is not declared is ignored', async () => {
  const result = await scrape(labelled('SELECT 1 AS value, 2 AS other'));
  expect(samples(result, 'l_value')).toEqual({ '': '1' });
  expect(pageOf(result)).not.toContain('other');
});

test('arrays make a histogram; one that does not fit together is dropped and counted', async () => {
  const queries = parseQueries(`
h:
  description: Of a test.
  category: trend
  query: |
    SELECT * FROM (VALUES
      ('good', '{0.1,1,Infinity}'::float8[], '{1,2,3}'::int8[], 4.5, 3),
      ('short', '{0.1,1}', '{1}', 4.5, 3),
      ('empty', '{}', '{}', 0, 0),
      ('null', NULL, NULL, NULL, NULL)) v (name, took, took_bucket, took_sum, took_count)
  metrics:
    - name: { usage: LABEL, description: Which. }
    - took: { usage: HISTOGRAM, description: Durations. }
`);
  const result = await scrape(queries);
  expect(pageOf(result)).toContain(
    'h_took_bucket{name="good",le="0.1"} 1\nh_took_bucket{name="good",le="1"} 2\n' +
      'h_took_bucket{name="good",le="+Inf"} 3\nh_took_sum{name="good"} 4.5\nh_took_count{name="good"} 3\n' +
      'h_took_bucket{name="empty",le="+Inf"} 0\nh_took_sum{name="empty"} 0\nh_took_count{name="empty"} 0\n',
  );
  expect(Object.keys(samples(result, 'h_took_count'))).toHaveLength(2);
  expect(droppedOf(result)).toEqual({ [`h ${database} not_a_number`]: '1' });
});

test('scale and default are applied, also to what is not finite', async () => {
  const queries = parseQueries(`
s:
  description: Of a test.
  category: trend
  query: SELECT 12.3 AS ms, NULL::int AS missing, 'NaN'::float8 AS odd
  metrics:
    - ms: { usage: GAUGE, scale: 0.001, rename: seconds, description: Scaled. }
    - missing: { usage: GAUGE, default: 0, description: Defaulted. }
    - odd: { usage: GAUGE, scale: 0.001, description: Not a number. }
`);
  const page = pageOf(await scrape(queries));
  expect(page).toContain('\ns_seconds 0.0123\n');
  expect(page).toContain('\ns_missing 0\n');
  expect(page).toContain('\ns_odd NaN\n');
});

test('a failing query costs only itself, whatever is wrong with it', async () => {
  const queries = [
    ...gauge('syntax', 'SELEC 1'),
    ...gauge('zero', 'SELECT 1 / (i - 3) AS value FROM generate_series(1, 5) i'),
    ...gauge('absent', 'SELECT value FROM absent'),
    ...gauge('column', 'SELECT absent AS value'),
    ...gauge('denied', 'SELECT count(*) AS value FROM pg_authid'),
    ...gauge('cast', "SELECT 'x'::int AS value"),
    ...gauge('writes', 'CREATE TABLE t (x int)'),
    ...gauge('two', 'SELECT 1 AS value; SELECT 2 AS value'),
    ...gauge('copy', 'COPY (SELECT 1) TO STDOUT'),
    ...gauge('raises', "DO $$ BEGIN RAISE 'no'; END $$"),
    ...gauge('good', 'SELECT 1 AS value'),
  ];
  const result = await scrape(queries);
  expect(samples(result, 'pg_up')).toEqual({ '': '1' });
  expect(samples(result, 'good_value')).toEqual({ '': '1' });
  const reasons = Object.keys(failuresOf(result)).map((key) => key.replace(` ${database} `, ' '));
  expect(reasons.sort()).toEqual([
    'absent undefined',
    'cast query_error',
    'column undefined',
    'denied permission',
    'raises query_error',
    'syntax query_error',
    'two query_error',
    'writes query_error',
    'zero query_error',
  ]);
});

function labelled(query: string, more: Readonly<Record<string, unknown>> = {}) {
  const metrics = [
    { name: { usage: 'LABEL', description: 'A name.' } },
    { value: { usage: 'GAUGE', description: 'A value.' } },
  ];
  return gauge('l', query, { metrics, ...more });
}

function scrape(queries: ReturnType<typeof gauge>) {
  return openTarget(server, { database, queries }).scrape();
}

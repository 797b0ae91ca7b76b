import { describe, expect, test } from 'vitest';
import { resultColumns } from '../../../src/catalog/import/result-columns.ts';
import { sharedServer } from '../../helpers/shared.ts';

/** Statements whose columns can be told from their text. */
const TOLD = [
  'select 1 as one, 2 AS "Two", 3 three',
  'select distinct a, b.c from (values (1, 2)) as b (a, c)',
  'select distinct on (a) a, 1 as x from (values (1)) as b (a)',
  'select count(*), pg_catalog.now(), max(1)::text from pg_class',
  "select 'a, from (' as text, $q$ from $q$ as dollar, e'it\\'s' as escaped",
  'select -- from here\n 1 as one /* , 2 as two */ from pg_class limit 1',
  'with q as (select 1 as hidden from pg_class limit 1) select hidden as seen from q',
  'select 1 is distinct from 2 as differs, extract(epoch from now()) as at',
  'select case when true then 1 else 0 end, case when true then 1 end as named',
  "select (array[1, 2])[1] as first, '1'::double precision as precise",
  'select 1 as one union all select 2 as two',
  'select relname, c.oid::int from pg_class c where false',
  "select md5((array_agg((1)::text order by 1))::text), 'x'::varchar(5) as short",
];

describe('the columns of a SELECT', () => {
  test.each(TOLD)('are what PostgreSQL says: %s', async (sql) => {
    const connection = await sharedServer(18).connect();
    const { columns } = await connection.query(sql).finally(() => connection.close());
    expect(resultColumns(sql)?.map(({ name }) => name)).toEqual(columns.map(({ name }) => name));
  });

  test.each([
    'select * from pg_class',
    'select c.* from pg_class c',
    'select 1',
    "select 'x' || 'y'",
    'show stats',
    '/* nothing */',
  ])('cannot be told: %s', (sql) => {
    expect(resultColumns(sql)).toBeUndefined();
  });

  test('are text if a cast says so', () => {
    const columns = resultColumns('select 1::text as a, 1 as b, c::varchar from x');
    expect(columns?.map(({ isText }) => isText)).toEqual([true, false, true]);
  });
});

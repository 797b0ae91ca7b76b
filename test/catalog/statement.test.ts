import { describe, expect, test } from 'vitest';
import { maskSql } from '../../src/catalog/lint/sql/mask-sql.ts';
import { expressionsOf, readStatement } from '../../src/catalog/lint/sql/statement.ts';
import { shippedQueries } from '../helpers/shipped-queries.ts';

const read = (sql: string) => readStatement({ when: '', sql });
const names = (sql: string) => read(sql).outer?.items.map(({ name }) => name);

describe('readStatement', () => {
  test.each([
    ['SELECT 1, CASE WHEN a THEN 1 END, ARRAY[1]', ['?column?', 'case', 'array']],
    ['SELECT a, t.b, "c" FROM t', ['a', 'b', 'c']],
    ['SELECT a AS b, c d, count(*), max(x) AS "E" FROM t', ['b', 'd', 'count', 'E']],
    ["SELECT 'x, FROM y' AS a, b::text, c::numeric(1, 2) FROM t", ['a', 'b', 'c']],
    ['SELECT CASE WHEN a THEN b END AS c, (SELECT d FROM e) f FROM t', ['c', 'f']],
    ['SELECT extract(epoch FROM a) AS b, c IS DISTINCT FROM d AS e FROM t', ['b', 'e']],
    ['WITH x AS (SELECT a FROM b) SELECT c, d FROM x', ['c', 'd']],
    ['SELECT DISTINCT ON (a) a, b FROM t UNION SELECT 1, 2', ['a', 'b']],
    ['SELECT ARRAY[1, 2] AS a, x[1] AS b FROM t', ['a', 'b']],
    ['SELECT /* a, */ b -- c\n, d FROM t', ['b', 'd']],
    ['VALUES (1)', undefined],
  ])('knows what "%s" returns', (sql, expected) => {
    expect(names(sql)).toEqual(expected);
  });

  test.each([
    ['SELECT 1 FROM pg_stat_activity a, pg_locks l', ['pg_stat_activity', 'pg_locks']],
    ['SELECT 1 FROM pg_catalog.pg_class JOIN LATERAL f(1) x ON true', ['pg_class', 'f']],
    ['WITH a AS (SELECT 1 FROM b), c AS MATERIALIZED (SELECT 1 FROM a) SELECT 1 FROM c', ['b']],
    [
      'SELECT extract(epoch FROM x) FROM shop.orders o WHERE a IN (SELECT 1 FROM t)',
      ['shop.orders', 't'],
    ],
  ])('knows where "%s" reads', (sql, expected) => {
    expect(read(sql).sources.map(({ name }) => name)).toEqual(expected);
  });

  test('follows a column through subqueries and WITH', () => {
    const sql =
      'WITH a AS (SELECT count(*) AS n FROM t) SELECT x.m FROM (SELECT a.n AS m FROM a) x';
    expect(expressionsOf(read(sql), 'm')).toEqual(['count(*)']);
    expect(expressionsOf(read(sql), 'z')).toEqual([]);
  });

  test('does not follow a column into itself', () => {
    expect(expressionsOf(read('SELECT n FROM (SELECT n FROM (SELECT n FROM t) a) b'), 'n')).toEqual(
      ['n'],
    );
  });

  test('finds every declared column in the shipped SQL that names its columns', async () => {
    for (const { columns, id, variants } of await shippedQueries()) {
      const lists = variants.map((variant) => readStatement(variant).outer);
      if (lists.some((list) => list === undefined || list.star)) continue;
      const found = lists.flatMap((list) => list?.items.map(({ name }) => name) ?? []);
      for (const { column } of columns) expect(found, id).toContain(column);
    }
  });
});

describe('maskSql', () => {
  test.each([
    ["a'b''c'd", "a'    'd"],
    ["E'\\'' || x", "E'  ' || x"],
    ['$a$ b $a$ c', '$a$   $a$ c'],
    ['a /* b */ c -- d', 'a         c     '],
    ['"a b" c', '"a_b" c'],
    ["$1 + 'x", "$1 + 'x"],
  ])('makes %j of the same length', (sql, expected) => {
    expect(maskSql(sql)).toBe(expected);
  });
});

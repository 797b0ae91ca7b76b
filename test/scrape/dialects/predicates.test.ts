import { expect, test } from 'vitest';
import type { CatalogQuery, Predicate } from '../../../src/catalog/query.ts';
import type { PlannedQuery } from '../../../src/plan/plan.ts';
import { firstFalsePredicate } from '../../../src/scrape/first-false-predicate.ts';
import { predicateCache } from '../../../src/scrape/predicate-cache.ts';
import { sharedServer } from '../../helpers/shared.ts';

test('an answer holds for its ttl, and no longer', async () => {
  const clock = { now: 0 };
  const cache = predicateCache(() => clock.now);
  const asked: number[] = [];
  const ask = async () => {
    asked.push(clock.now);
    return answer('t');
  };
  for (const now of [0, 500, 999, 1000, 1500]) {
    clock.now = now;
    await firstFalsePredicate(planned([{ sql: 'SELECT true', ttlMs: 1000 }]), ask, cache);
  }
  expect(asked).toEqual([0, 1000]);
});

test('databases have answers of their own', async () => {
  const cache = predicateCache(() => 0);
  const one = planned([{ sql: 'SELECT x', ttlMs: 1000 }]);
  const two = { ...one, database: 'other' };
  expect(await firstFalsePredicate(one, async () => answer('t'), cache)).toBeUndefined();
  expect(await firstFalsePredicate(two, async () => answer('f'), cache)).toBe('its predicate x');
});

test('the first that is not true is the last that is asked', async () => {
  const asked: string[] = [];
  const ask = async (sql: string) => {
    asked.push(sql);
    return answer(sql === 'b' ? 'f' : 't');
  };
  const found = await firstFalsePredicate(
    planned([{ sql: 'a' }, { sql: 'b' }, { sql: 'c' }]),
    ask,
    predicateCache(() => 0),
  );
  expect([found, asked]).toEqual(['its predicate x', ['a', 'b']]);
});

test.each([
  ['first_row', 'VALUES (true), (false)', 'true'],
  ['first_row', 'SELECT 1', 'false'],
  ['first_row', 'SELECT true WHERE false', 'false'],
  ['one_boolean', 'SELECT true', 'true'],
  ['one_boolean', 'SELECT NULL::bool', 'false'],
  ['one_boolean', 'SELECT true WHERE false', 'false'],
  ['one_boolean', 'VALUES (true), (true)', 'the predicate x gave 2 rows with 1 columns'],
  ['one_boolean', 'SELECT true, true', 'the predicate x gave 1 rows with 2 columns'],
  ['one_boolean', "SELECT 't'", 'the predicate x gave 1 rows with 1 columns'],
] as const)('with %s, %s is %s', async (kind, sql, expected) => {
  const connection = await sharedServer(18).connect();
  try {
    const asking = firstFalsePredicate(
      planned([{ sql, answer: kind }]),
      (text) => connection.query(text),
      predicateCache(() => 0),
    );
    const outcome = await asking.then(
      (found) => String(found === undefined),
      (error: Error) => error.message,
    );
    expect(outcome).toContain(expected);
  } finally {
    await connection.close();
  }
});

function planned(predicates: readonly Partial<Predicate>[]): PlannedQuery {
  const complete = predicates.map((one) => ({
    name: 'x',
    sql: '',
    ttlMs: 0,
    answer: 'one_boolean' as const,
    ...one,
  }));
  const query = { id: 'q', requires: { predicates: complete } } as unknown as CatalogQuery;
  return { query, database: 'postgres', variant: { when: '', sql: '' }, schemas: [], values: [] };
}

function answer(text: string) {
  return { columns: [{ name: 'holds', typeOid: 16 }], rows: [[text]], truncated: 0 };
}

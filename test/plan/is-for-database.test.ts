import { expect, test } from 'vitest';
import { isForDatabase } from '../../src/plan/is-for-database.ts';

test.each([
  [undefined, 'shop', true],
  [['shop'], 'shop', true],
  [['shop'], 'shop2', false],
  [['shop*'], 'shop2', true],
  [['*'], 'a.b', true],
  [['a.b'], 'axb', false],
  [['shop?'], 'shop', false],
  [['shop[0-9]'], 'shop7', true],
  [['shop[^0-9]'], 'shop7', false],
  [['a', 'b*'], 'b1', true],
  [['\\*'], '*', true],
  [['\\*'], 'a', false],
  [['shop(old)'], 'shop(old)', true],
] as const)('globs %j and the database %s: %s', (databases, name, expected) => {
  expect(isForDatabase(databases === undefined ? {} : { databases }, name)).toBe(expected);
});

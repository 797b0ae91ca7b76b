import { expect, test } from 'vitest';
import { counted } from '../../src/console/counted.ts';

test.each([
  [0, '0 rows'],
  [1, '1 row'],
  [2, '2 rows'],
  [12_345, '12.3k rows'],
])('%i of something is written as a person would', (number, text) => {
  expect(counted(number, 'row')).toBe(text);
  expect(counted(number, 'query', 'queries').endsWith(number === 1 ? ' query' : ' queries')).toBe(
    true,
  );
});

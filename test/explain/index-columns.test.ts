import { expect, test } from 'vitest';
import { indexColumns } from '../../src/explain/index-columns.ts';
import { repairNormalisedText } from '../../src/explain/repair-normalised-text.ts';

test.each([
  ['(reference = $1)', ['reference']],
  ['((t.reference = $1) AND (t.status = $2))', ['reference', 'status']],
  ["((opened_at > now()) AND ((status)::text = 'open'::text))", ['status', 'opened_at']],
  ['((a = 1) AND ((b = 2) AND (c < 3)))', ['a', 'b', 'c']],
  ['(("Odd Name" = $1) AND (x = ANY (\'{1,2}\'::int[])))', ['"Odd Name"', 'x']],
  ['((a = $1) OR (b = $2))', []],
  ['((a = $1) AND ((b = 1) OR (c = 2)))', ['a']],
  ["(note = 'x AND (y = $1)'::text)", ['note']],
  ['(a = b)', []],
  ['(lower(name) = $1)', []],
  ['(placed_at > (now() - $1))', []],
  ['(a ~~ $1)', []],
])('for the filter %s an index would be on %j', (filter, columns) => {
  expect(indexColumns(filter)).toEqual(columns);
});

test('constants of a named type become casts, which may be parameters', () => {
  expect(
    repairNormalisedText('SELECT now() - interval $1, DATE $2, intervals $3, $4::interval'),
  ).toBe('SELECT now() - CAST($1 AS interval), CAST($2 AS DATE), intervals $3, $4::interval');
});

import { expect, test } from 'vitest';
import { semverRanges } from '../../../src/catalog/dialects/semver-ranges.ts';
import { inRange } from '../../../src/catalog/version-range.ts';

test.each([
  ['>=13.0.0', [13, 14, 15, 16, 17, 18]],
  ['>=12.0.0 <=15.0.0', [13, 14]],
  ['>= 12, < 15', [13, 14]],
  ['<=15', [13, 14, 15]],
  ['>15', [16, 17, 18]],
  ['14 || 17.x', [14, 17]],
  ['14 - 16', [14, 15, 16]],
  ['!=15', [13, 14, 16, 17, 18]],
  ['!15 !17', [13, 14, 16, 18]],
  ['^16.0.0', [16]],
  ['~17', [17]],
  ['~17.0.0', []],
  ['=16.4', [16]],
  ['==13.4.0', [13]],
  ['*', [13, 14, 15, 16, 17, 18]],
] as const)('%s holds for %j, of servers with minor version 4', (text, expected) => {
  const ranges = semverRanges(text) ?? [];
  const majors = [13, 14, 15, 16, 17, 18];
  expect(majors.filter((major) => ranges.some((range) => inRange(range, [major, 4])))).toEqual(
    expected,
  );
});

test.each(['newest', '>=', '14 &', '>>14', ''])('%j is not a constraint', (text) => {
  expect(semverRanges(text)).toBeUndefined();
});

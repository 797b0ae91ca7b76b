import { describe, expect, test } from 'vitest';
import {
  inRange,
  parseVersion,
  parseVersionRange,
  rangesOverlap,
  serverVersion,
} from '../../src/catalog/version-range.ts';

describe('a version range', () => {
  test.each([
    ['>=14', '14.0', true],
    ['>=14', '13.99', false],
    ['>= 14  < 17', '16.14', true],
    ['>=14 <17', '17.0', false],
    ['17', '17.10', true],
    ['=17', '18.0', false],
    ['<=16', '16.99', true],
    ['<=16', '17.0', false],
    ['>16', '16.99', false],
    ['>16', '17.0', true],
    ['>=17.4', '17.10', true],
    ['>=1.8', '1.10', true],
    ['>=1.8', '1.8.1', true],
    ['=1.8.1', '1.8.1', true],
    ['<1.8', '1.8', false],
  ])('%s and version %s: %s', (range, version, expected) => {
    expect(inRange(parsed(range), parseVersion(version))).toBe(expected);
  });

  test.each([
    '',
    'newest',
    '=> 14',
    '>=',
    '14-17',
    '>=14,<17',
    '>=17.x',
    '>=1.2.3.4',
    '^14',
    '~14',
  ])('"%s" is none', (text) => {
    expect(parseVersionRange(text)).toBeUndefined();
  });

  test.each([
    ['<17', '>=17', false],
    ['<=16', '>16', false],
    ['<=16', '>=16', true],
    ['>=13 <15', '>=15 <17', false],
    ['>=13 <=15', '>=15 <17', true],
    ['=16', '>=14 <16', false],
    ['=16', '>=16.4', true],
    ['>=14', '>=16', true],
    ['<14', '<16', true],
    ['<1.8', '>=1.8 <1.10', false],
    ['>=1.9', '>=1.8 <1.10', true],
    ['=1.10', '>=1.2', true],
  ])('%s and %s overlap: %s, in either order', (a, b, expected) => {
    expect(rangesOverlap(parsed(a), parsed(b))).toBe(expected);
    expect(rangesOverlap(parsed(b), parsed(a))).toBe(expected);
  });

  test('overlaps are found wherever some version lies in both', () => {
    const versions = [...Array(8).keys()].flatMap((major) => [
      [major + 12],
      [major + 12, 0],
      [major + 12, 7],
    ]);
    const ranges = ['>=', '>', '<=', '<', '='].flatMap((operator) =>
      [13, 14, 16].map((bound) => parsed(`${operator}${bound}`)),
    );
    for (const a of ranges) {
      for (const b of ranges) {
        const shared = versions.some((version) => inRange(a, version) && inRange(b, version));
        expect(rangesOverlap(a, b), `${a.text} and ${b.text}`).toBe(shared);
      }
    }
  });

  test('text after the digits does not count', () => {
    expect(parseVersion('18beta1')).toEqual([18]);
    expect(parseVersion(' 1.10-rc')).toEqual([1, 10]);
    expect(serverVersion(180_004)).toEqual([18, 4]);
  });
});

function parsed(text: string) {
  const range = parseVersionRange(text);
  if (range === undefined) throw new Error(`"${text}" is no range`);
  return range;
}

import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { yamlPlaces } from '../../src/yaml/yaml-places.ts';

const SOURCE = `literal: |
    SELECT 1,
      wanted
folded: >-
  SELECT
  1, wanted
  FROM t
plain: SELECT 1, wanted FROM t
broken: SELECT 1,
  wanted
double: "SELECT \\"a\\", \\n \\t wanted"
single: 'SELECT ''a'', wanted'
deep: [ { key: x, sql: "SELECT wanted" } ]
`;

describe('yamlPlaces', () => {
  test.each([
    ['literal', 3, 7],
    ['folded', 6, 6],
    ['plain', 8, 18],
    ['broken', 10, 3],
    ['double', 11, 30],
    ['single', 12, 24],
  ])('finds a character of a %s text', (key, line, col) => {
    const text: string = parse(SOURCE)[key];
    const places = yamlPlaces(SOURCE);
    expect(places.character([key], text, text.indexOf('wanted'))).toEqual({ line, col });
    // As the catalog keeps its SQL.
    const trimmed = text.trim();
    expect(places.character([key], trimmed, trimmed.indexOf('wanted'))).toEqual({ line, col });
  });

  test('finds keys and values in lists and maps', () => {
    const places = yamlPlaces(SOURCE);
    expect(places.key(['plain'])).toEqual({ line: 8, col: 1 });
    expect(places.key(['deep', 0, 'sql'])).toEqual({ line: 13, col: 19 });
    expect(places.value(['deep', 0, 'key'])).toBe('x');
    expect(places.character(['deep', 0, 'sql'], 'SELECT wanted', 7)).toEqual({ line: 13, col: 32 });
  });

  test('knows nothing of what is not there', () => {
    const places = yamlPlaces(SOURCE);
    expect(places.key(['nothing'])).toBeUndefined();
    expect(places.key(['deep', 7, 'sql'])).toBeUndefined();
    expect(places.value(['nothing', 'at', 'all'])).toBeUndefined();
    expect(places.character(['nothing'], 'x', 0)).toBeUndefined();
  });
});

import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { checkLenientYaml } from '../../src/yaml/check-lenient-yaml.ts';
import { reindentQuoted } from '../../src/yaml/reindent-quoted.ts';

describe('reindentQuoted', () => {
  test.each([
    [
      'double quotes',
      'a:\n  b: "one\ntwo\n\n three"\n  c: 1\n',
      { a: { b: 'one two\nthree', c: 1 } },
    ],
    ['single quotes', "a:\n  b: 'it''s\none'\n", { a: { b: "it's one" } }],
    ['a quote inside', 'a:\n  b: "say \\"\nhello\\""\n', { a: { b: 'say " hello"' } }],
    ['an escaped end of line', 'a:\n  b: "one\\\ntwo"\n', { a: { b: 'onetwo' } }],
    ['Windows lines', 'a:\r\n  b: "one\r\ntwo"\r\n', { a: { b: 'one two' } }],
    ['several texts', 'a:\n  b: "x\ny"\n  c: "x\ny"\n', { a: { b: 'x y', c: 'x y' } }],
    ['quotes in a block', 'a: |\n  it"s\nb:\n  c: "x\ny"\n', { a: 'it"s\n', b: { c: 'x y' } }],
    ['quotes in comments', 'a: 1 # it"s\nb:\n  c: "x\ny"\n', { a: 1, b: { c: 'x y' } }],
    ['flow maps', '- a: { b: "x\ny", c: 1 }\n', [{ a: { b: 'x y', c: 1 } }]],
  ])('takes %s', (_, text, value) => {
    expect(parse(reindentQuoted(text).text)).toEqual(value);
  });

  test('leaves a text alone that is indented as it should be', () => {
    const text = 'a:\n  b: "one\n    two"\n';
    expect(reindentQuoted(text)).toEqual({ text, shifts: new Map() });
  });

  test('leaves a quote alone that nothing closes', () => {
    const text = 'a:\n  b: "one\ntwo\n';
    expect(reindentQuoted(text).text).toBe(text);
  });
});

test('places are those of the file, not of the text as it was indented', () => {
  const text = 'a:\n  b: "one\ntwo"\n  c: { d: "x\n y", e: 5 }\n';
  const schema = z.object({ a: z.object({ b: z.string(), c: z.object({ e: z.string() }) }) });
  const { problems } = checkLenientYaml('f', text, schema);
  expect(problems.map(({ col, line }) => [line, col])).toEqual([[5, 9]]);
});

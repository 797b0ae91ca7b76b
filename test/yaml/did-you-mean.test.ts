import { describe, expect, test } from 'vitest';
import { didYouMean } from '../../src/yaml/did-you-mean.ts';

const KNOWN = ['ttl', 'LABEL', 'description', 'query', 'max_series'];

describe('didYouMean', () => {
  test.each([
    ['tll', 'ttl'],
    ['LABLE', 'LABEL'],
    ['label', 'LABEL'],
    ['desciption', 'description'],
    ['descrption_', 'description'],
    ['querry', 'query'],
    ['maxSeries', 'max_series'],
  ])('%s is taken for %s', (word, expected) => {
    expect(didYouMean(word, KNOWN)).toBe(`; did you mean "${expected}"?`);
  });

  test.each(['x', 'host', 'timeout', '', 'queue_depth'])('"%s" is not guessed', (word) => {
    expect(didYouMean(word, KNOWN)).toBe('');
  });

  test('of two that are equally near, neither is guessed', () => {
    expect(didYouMean('TLS14', ['TLS12', 'TLS13'])).toBe('');
  });

  test('a part of one known word is taken for it, a part of several is not', () => {
    expect(didYouMean('P256', ['CurveP256', 'X25519'])).toBe('; did you mean "CurveP256"?');
    expect(didYouMean('timeout', ['scrape_timeout', 'connect_timeout'])).toBe('');
  });

  test('with nothing known there is nothing to guess', () => {
    expect(didYouMean('ttl', [])).toBe('');
  });
});

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

  test('with nothing known there is nothing to guess', () => {
    expect(didYouMean('ttl', [])).toBe('');
  });
});

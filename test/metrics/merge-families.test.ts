import { describe, expect, test } from 'vitest';
import { renderFamilies } from '../../src/metrics/exposition.ts';
import { labelText } from '../../src/metrics/label-text.ts';
import { makeFamily } from '../../src/metrics/make-family.ts';
import { mergeFamilies } from '../../src/metrics/merge-families.ts';
import { samplesOf } from './parse-page.ts';

const gauge = (name: string, ...samples: Parameters<typeof makeFamily>[3]) =>
  makeFamily('gauge', name, `${name}.`, samples);

describe('mergeFamilies', () => {
  test('makes one family of one name, in the order of first appearance', () => {
    const { families, duplicates } = mergeFamilies([
      gauge('a', { labels: { db: '1' }, value: 1 }),
      gauge('b', { value: 2 }),
      gauge('a', { labels: { db: '2' }, value: 3 }),
    ]);
    expect(families.map(({ name }) => name)).toEqual(['a', 'b']);
    expect(values(families)).toEqual(['1', '3', '2']);
    expect([...duplicates]).toEqual([]);
  });

  test('keeps the first of two equal series and counts the other', () => {
    const { families, duplicates } = mergeFamilies([
      gauge('a', { labels: { x: '1', y: '2' }, value: 1 }),
      gauge('a', { labels: { y: '2', x: '1' }, value: 9 }, { labels: { x: '2' }, value: 2 }),
      gauge('a', { labels: { x: '2' }, value: 9 }),
    ]);
    expect(values(families)).toEqual(['1', '2']);
    expect([...duplicates]).toEqual([['a', 2]]);
  });

  test('a missing value is no series, so that a later one takes its place', () => {
    const empty = { ...gauge('a'), blocks: [{ labels: ['x="1"'], values: [null] }] };
    const { families, duplicates } = mergeFamilies([
      empty,
      gauge('a', { labels: { x: '1' }, value: 5 }),
    ]);
    expect(values(families)).toEqual(['5']);
    expect([...duplicates]).toEqual([]);
  });

  test('does not change what it was given', () => {
    const first = gauge('a', { value: 1 });
    const second = gauge('a', { value: 2 });
    mergeFamilies([first, second]);
    expect([first, second]).toEqual([gauge('a', { value: 1 }), gauge('a', { value: 2 })]);
  });
});

describe('labelText', () => {
  test('is the same for equal labels in any order', () => {
    expect(labelText({ b: '2', a: '1' })).toBe('a="1",b="2"');
    expect(labelText({ a: '1', b: '2' })).toBe('a="1",b="2"');
    expect(labelText({})).toBe('');
  });

  test('a label value cannot end its quotes', () => {
    expect(labelText({ a: '",b="' })).toBe('a="\\",b=\\""');
    expect(labelText({ a: '\\' })).toBe('a="\\\\"');
  });
});

function values(families: ReturnType<typeof mergeFamilies>['families']): readonly string[] {
  return samplesOf([...renderFamilies(families, 'text')].join('')).map(({ value }) => value);
}

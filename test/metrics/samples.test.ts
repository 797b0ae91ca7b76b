import fc from 'fast-check';
import { expect, test } from 'vitest';
import { labelText } from '../../src/metrics/label-text.ts';
import { makeFamily } from '../../src/metrics/make-family.ts';
import { parseLabelText } from '../../src/metrics/parse-label-text.ts';
import { samplesOf } from '../../src/metrics/samples.ts';

test('labels come back as they were, whatever is in them', () => {
  const name = fc
    .stringMatching(/^[a-zA-Z_][a-zA-Z0-9_]{0,8}$/)
    .filter((key) => key !== '__proto__');
  fc.assert(
    fc.property(fc.dictionary(name, fc.string({ unit: 'binary' })), (labels) => {
      expect(parseLabelText(labelText(labels))).toEqual({ ...labels });
    }),
  );
});

test('samples have their labels and numbers, infinity too', () => {
  const family = makeFamily('gauge', 'm', 'Help.', [
    { labels: { a: 'x"\n\\n' }, value: 1.5 },
    { value: Number.POSITIVE_INFINITY },
    { value: Number.NEGATIVE_INFINITY },
  ]);
  expect(samplesOf([family], 'm')).toEqual([
    { labels: { a: 'x"\n\\n' }, value: 1.5 },
    { labels: {}, value: Number.POSITIVE_INFINITY },
    { labels: {}, value: Number.NEGATIVE_INFINITY },
  ]);
  expect(samplesOf([family], 'other')).toEqual([]);
});

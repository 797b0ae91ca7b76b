import { expect, test } from 'vitest';
import { parseGoDuration } from '../../../src/http/web-config/parse-go-duration.ts';

test.each([
  ['0', 0],
  ['0s', 0],
  ['500ms', 500],
  ['1.5s', 1500],
  ['.5s', 500],
  ['1h2m3s', 3_723_000],
  ['250us', 0.25],
  ['250µs', 0.25],
  ['1000ns', 0.001],
])('%s is %d ms', (text, ms) => {
  expect(parseGoDuration(text)).toBeCloseTo(ms, 9);
});

test.each(['', '5', '1d', '-1s', '1 s', 's', '1s2'])('"%s" is no duration', (text) => {
  expect(parseGoDuration(text)).toBeUndefined();
});

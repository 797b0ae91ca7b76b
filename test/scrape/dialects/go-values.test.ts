import { describe, expect, test } from 'vitest';
import { goDurationMilliseconds } from '../../../src/metrics/go-duration.ts';
import { goLabel, goNumber, goUnixSeconds } from '../../../src/scrape/go-values.ts';

const BOOL = 16;
const FLOAT8 = 701;
const TIMESTAMPTZ = 1184;
const TEXT = 25;

describe('values as Go has them', () => {
  test.each([
    [BOOL, 't', 'true'],
    [BOOL, 'f', 'false'],
    [FLOAT8, '1.5', '1.5'],
    [FLOAT8, '999999', '999999'],
    [FLOAT8, '1000000', '1e+06'],
    [FLOAT8, '123456789.5', '1.234567895e+08'],
    [FLOAT8, '0.0001', '0.0001'],
    [FLOAT8, '1e-05', '1e-05'],
    [FLOAT8, 'Infinity', '+Inf'],
    [FLOAT8, 'NaN', 'NaN'],
    [TIMESTAMPTZ, '2026-03-01 12:00:00.75+00', '1772366400'],
    [TEXT, 't', 't'],
  ])('a label of type %d from %s is %s', (type, text, expected) => {
    expect(goLabel(type)(text)).toBe(expected);
  });

  test.each([
    ['2026-03-02', '1772409600'],
    ['2026-03-01 12:00:00', '1772366400'],
    ['1969-12-31 23:59:59.5+00', '-1'],
    ['infinity', '+Inf'],
    ['-infinity', '-Inf'],
  ])('the time %s is %s', (text, expected) => {
    expect(goUnixSeconds(text)).toBe(expected);
  });

  test.each([
    ['17.25', '17.25'],
    ['-1e3', '-1e3'],
    ['inf', '+Inf'],
    ['-Infinity', '-Inf'],
    ['nan', 'NaN'],
    [' 1', undefined],
    ['t', undefined],
    ['', undefined],
  ])('the number %j is %s', (text, expected) => {
    expect(goNumber(text)).toBe(expected);
  });

  test.each([
    ['1h2m3.5s', '3723500'],
    ['150ms', '150'],
    ['1500us', '1'],
    ['-1.5s', '-1500'],
    ['0', '0'],
    ['-1', undefined],
    ['10', undefined],
    ['1 h', undefined],
    ['', undefined],
  ])('the duration %j is %s ms', (text, expected) => {
    expect(goDurationMilliseconds(text)).toBe(expected);
  });
});

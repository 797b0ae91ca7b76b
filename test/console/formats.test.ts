import { describe, expect, test } from 'vitest';
import { cleanText } from '../../src/console/clean-text.ts';
import { formatAge } from '../../src/console/format-age.ts';
import { formatBytes } from '../../src/console/format-bytes.ts';
import { formatCount } from '../../src/console/format-count.ts';
import { formatRatio } from '../../src/console/format-ratio.ts';
import { formatSeconds } from '../../src/console/format-seconds.ts';

describe('numbers for people', () => {
  test.each([
    [0, '0 B'],
    [812, '812 B'],
    [1023, '1.0 kB'],
    [1536, '1.5 kB'],
    [10 * 1024, '10 kB'],
    [1024 ** 2 - 1, '1.0 MB'],
    [5.25 * 1024 ** 3, '5.3 GB'],
    [-2048, '-2.0 kB'],
    [1024 ** 6, '1024 PB'],
    [null, ''],
    [Number.POSITIVE_INFINITY, ''],
  ])('%s bytes are "%s"', (bytes, text) => expect(formatBytes(bytes)).toBe(text));

  test.each([
    [0, '0'],
    [1234, '1,234'],
    [9999, '9,999'],
    [10_000, '10.0k'],
    [999_999, '1.00M'],
    [12_345_678, '12.3M'],
    [2_140_000_000, '2.14G'],
    [0.4567, '0.46'],
    [123.4, '123'],
    [-1500, '-1,500'],
    [null, ''],
  ])('the count %s is "%s"', (count, text) => expect(formatCount(count)).toBe(text));

  test.each([
    [0, '0 ms'],
    [0.000001, '<0.01 ms'],
    [0.00012, '0.12 ms'],
    [0.0123, '12.3 ms'],
    [0.51, '510 ms'],
    [0.99996, '1.00 s'],
    [12.34, '12.3 s'],
    [100, '1 min 40 s'],
    [3600, '1 h'],
    [7500, '2 h 5 min'],
    [93_600, '1 d 2 h'],
    [-0.5, '-500 ms'],
    [null, ''],
  ])('%s seconds are "%s"', (seconds, text) => expect(formatSeconds(seconds)).toBe(text));

  test.each([
    [1, '100%'],
    [0.99999, '99.99%'],
    [0.9975, '99.75%'],
    [0.975, '97.5%'],
    [0, '0%'],
    [null, ''],
  ])('the share %s is "%s"', (ratio, text) => expect(formatRatio(ratio)).toBe(text));

  test('an age has one or two units, and the time of something that never was is "never"', () => {
    expect([
      formatAge(1000, 1030),
      formatAge(1000, 4600),
      formatAge(0, 4600),
      formatAge(null, 1),
    ]).toEqual(['30 s', '1 h', 'never', 'never']);
  });
});

describe('texts of the server', () => {
  test('cannot move the cursor, change colours or turn the direction of writing', () => {
    expect(cleanText('SELECT\n\t1,\r\n  \u001b[31m2\u0007 \u202e3\u009b4 ')).toBe(
      'SELECT 1, [31m2 3 4',
    );
  });
});

import { expect, test } from 'vitest';
import { tokenBucket } from '../../../src/http/web-config/token-bucket.ts';

test('a bucket lets a burst pass, then one request per interval', () => {
  let time = 0;
  const take = tokenBucket({ intervalMs: 100, burst: 3 }, () => time);
  expect([take(), take(), take(), take()]).toEqual([true, true, true, false]);
  time = 99;
  expect(take()).toBe(false);
  time = 100;
  expect([take(), take()]).toEqual([true, false]);
});

test('a bucket that rests holds no more than a burst', () => {
  let time = 0;
  const take = tokenBucket({ intervalMs: 1, burst: 2 }, () => time);
  time = 1_000_000;
  expect([take(), take(), take()]).toEqual([true, true, false]);
});

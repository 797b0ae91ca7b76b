import { expect, test } from 'vitest';
import { findSpike } from '../../src/report/find-spike.ts';

const usual = Array.from({ length: 40 }, (_, at) => ({ at, value: 10 + (at % 5) }));

test('finds the one moment that is far from all others, with how far', () => {
  const points = usual.map((one) => (one.at === 17 ? { at: 17, value: 120 } : one));
  expect(findSpike(points, 1)).toEqual({ at: 17, value: 120, median: 12, factor: 10 });
});

test('what goes up and down all the time has no spike', () => {
  expect(findSpike(usual, 1)).toBe(undefined);
  const restless = usual.map(({ at }) => ({ at, value: at % 3 === 0 ? 100 : 10 + at * 2 }));
  expect(findSpike(restless, 1)).toBe(undefined);
});

test('less than anybody would notice is none, however unusual', () => {
  const points = usual.map(({ at }) => ({ at, value: at === 5 ? 0.004 : 0.0001 }));
  expect(findSpike(points, 0.01)).toBe(undefined);
  expect(findSpike(points, 0.001)).toMatchObject({ at: 5, factor: 40 });
});

test('a few points do not tell what is usual', () => {
  expect(
    findSpike(
      [
        { at: 0, value: 1 },
        { at: 1, value: 100 },
      ],
      1,
    ),
  ).toBe(undefined);
});

test('values that are no numbers are left out', () => {
  const points = usual.map((one) => (one.at === 3 ? { at: 3, value: Number.NaN } : one));
  expect(findSpike(points, 1)).toBe(undefined);
});

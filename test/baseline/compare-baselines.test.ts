import { expect, test } from 'vitest';
import type { Baseline } from '../../src/baseline/baseline.ts';
import { compareBaselines } from '../../src/baseline/compare-baselines.ts';

const BASE: Baseline = {
  format: 1,
  name: 'a',
  target: 't',
  at: '2026-01-01T00:00:00.000Z',
  version: '18.4',
  role: 'primary',
  connections: 10,
  maxConnections: 100,
  transactionsPerSecond: 50,
  deadRows: 100,
  liveRows: 9900,
  databases: [{ database: 'd', bytes: 1e9, hit: 800, read: 200 }],
  tables: [{ database: 'd', schema: 's', table: 't', bytes: 1e8, rows: 1000, seqScans: 1 }],
  classes: [{ name: 'single', meanSeconds: 0.01, p95Seconds: 0.04 }],
  statements: [
    { queryid: '1', user: 'u', database: 'd', calls: 100, seconds: 15.2, text: 'SELECT 1' },
    { queryid: '2', user: 'u', database: 'd', calls: 100, seconds: 1, text: 'SELECT 2' },
    { queryid: '3', user: 'u', database: 'd', calls: 100, seconds: 1, text: 'SELECT 3' },
  ],
};

const verdicts = (after: Partial<Baseline>) =>
  Object.fromEntries(
    compareBaselines(BASE, { ...BASE, ...after }).map(({ after: value, verdict, what }) => [
      what,
      [value, verdict],
    ]),
  );

test('nothing is better or worse where nothing happened', () => {
  const all = compareBaselines(BASE, BASE);
  expect(all.map(({ verdict }) => verdict)).toEqual(all.map(() => 'same'));
});

test('cache hits are those of the time in between', () => {
  const databases = [{ database: 'd', bytes: 1.5e9, hit: 1780, read: 220 }];
  expect(verdicts({ databases })).toMatchObject({
    'cache hits': [0.98, 'better'],
    'database size': [1.5e9, 'changed'],
  });
  const reset = [{ database: 'd', bytes: 1e9, hit: 50, read: 50 }];
  expect(verdicts({ databases: reset })).toMatchObject({ 'cache hits': [0.5, 'worse'] });
});

test('statements have the mean of their calls since, those that did not run are left out', () => {
  const [one, two, three] = BASE.statements;
  if (one === undefined || two === undefined || three === undefined)
    throw new Error('no statements');
  const statements = [
    { ...one, calls: 200, seconds: 17 },
    two,
    { ...three, calls: 10, seconds: 0.5 },
    { ...one, queryid: '4', calls: 5, seconds: 1, text: 'SELECT 4' },
  ];
  const found = compareBaselines(BASE, { ...BASE, statements }).filter(({ what }) =>
    what.startsWith('mean'),
  );
  expect(found.map(({ verdict, what }) => [what, verdict])).toEqual([
    ['mean of 1 SELECT 1', 'better'],
    ['mean of 3 SELECT 3', 'worse'],
    ['mean of 4 SELECT 4', 'new'],
  ]);
  expect(found[0]?.before).toBeCloseTo(0.152);
  expect(found[0]?.after).toBeCloseTo(0.018);
  expect(found[1]?.after).toBeCloseTo(0.05);
});

test('classes, dead rows and tables are held against what they were', () => {
  expect(
    verdicts({
      classes: [{ name: 'single', meanSeconds: 0.1, p95Seconds: 0.4 }],
      deadRows: 5000,
      liveRows: 5000,
      tables: [],
      connections: null,
    }),
  ).toMatchObject({
    'p95 of class single': [0.4, 'worse'],
    'dead rows': [0.5, 'worse'],
    connections: [null, 'gone'],
  });
});

test('less than a millisecond is no news', () => {
  const classes = [{ name: 'single', meanSeconds: 0.01, p95Seconds: 0.0409 }];
  expect(verdicts({ classes })['p95 of class single']?.[1]).toBe('same');
});

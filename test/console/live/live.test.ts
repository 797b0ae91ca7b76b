import { describe, expect, test } from 'vitest';
import { bucketQuantile } from '../../../src/console/bucket-quantile.ts';
import { counterIncrease } from '../../../src/console/counter-increase.ts';
import { blockingTree } from '../../../src/console/live/blocking-tree.ts';
import { busyStatements } from '../../../src/console/live/busy-statements.ts';
import { classLatencies } from '../../../src/console/live/class-latency.ts';
import { sessionRow } from '../../../src/console/live/session-row.ts';
import { waitCounts } from '../../../src/console/live/wait-counts.ts';
import { statementRow } from '../../../src/console/statement-row.ts';
import type { Family } from '../../../src/metrics/family.ts';
import { makeFamily } from '../../../src/metrics/make-family.ts';

const session = (pid: number, blockedBy = '', more: Record<string, string> = {}) =>
  sessionRow({ pid: String(pid), blocked_by: blockedBy, state: 'active', ...more });
const reading = (families: readonly Family[], at = 0) => ({
  at,
  families,
  statements: [],
  sessions: [],
  progress: [],
  problems: [],
});

describe('the tree of blockers', () => {
  const shape = (sessions: Parameters<typeof blockingTree>[0]) =>
    blockingTree(sessions).map(({ behind, depth, pid }) => [pid, depth, behind]);

  test('has the longest queue first, and each waiter under who blocks it', () => {
    const sessions = [session(1), session(2, '1'), session(3, '2'), session(4, '2'), session(5)];
    expect(shape([session(9, '8'), session(8), ...sessions])).toEqual([
      [1, 0, 3],
      [2, 1, 2],
      [3, 2, 0],
      [4, 2, 0],
      [8, 0, 1],
      [9, 1, 0],
    ]);
  });

  test('knows prepared transactions and sessions that are gone', () => {
    expect(shape([session(2, '0'), session(3, '77')])).toEqual([
      [0, 0, 1],
      [2, 1, 0],
      [77, 0, 1],
      [3, 1, 0],
    ]);
  });

  test('ends where everybody waits for everybody', () => {
    expect(shape([session(1, '2'), session(2, '1')])).toEqual([
      [2, 0, 1],
      [1, 1, 0],
    ]);
  });

  test('a waiter behind two blockers stands under both', () => {
    expect(shape([session(1), session(2), session(3, '1,2')])).toHaveLength(4);
  });
});

describe('what happened in an interval', () => {
  const counter = (value: number, database: string) => ({ value, labels: { datname: database } });
  const family = (...samples: readonly ReturnType<typeof counter>[]) => [
    makeFamily('counter', 'c', 'Help.', samples),
  ];

  test('a counter that fell began anew, a series that is new has nothing to compare with', () => {
    const before = family(counter(10, 'a'), counter(50, 'b'));
    const now = family(counter(14, 'a'), counter(3, 'b'), counter(99, 'c'));
    expect(counterIncrease(now, before, 'c')).toBe(7);
    expect(counterIncrease(now, before, 'c', { datname: 'a' })).toBe(4);
    expect(counterIncrease(now, before, 'c', { datname: 'c' })).toBe(null);
    expect(counterIncrease(now, before, 'other')).toBe(null);
  });

  test('statements: only those that ended, with their own time', () => {
    const row = (queryid: string, calls: number, seconds: number, read = 0) =>
      statementRow({
        queryid,
        user: 'u',
        datname: 'd',
        calls: String(calls),
        seconds: String(seconds),
        rows: String(calls * 2),
        blks_hit: '0',
        blks_read: String(read),
      });
    const before = {
      ...reading([]),
      statements: [row('1', 10, 5), row('2', 4, 1), row('3', 9, 9)],
    };
    const now = {
      ...reading([]),
      statements: [row('1', 14, 6), row('2', 4, 1), row('3', 2, 0.5, 7)],
    };
    const busy = busyStatements({ before, now, seconds: 2 });
    expect(busy).toMatchObject([
      { queryid: '1', callsPerSecond: 2, load: 0.5, meanSeconds: 0.25, rowsPerCall: 2 },
      { queryid: '3', callsPerSecond: 1, load: 0.25, meanSeconds: 0.25, cacheHit: 0 },
    ]);
  });

  test('classes have mean, p95 and the share over their target', () => {
    const labels = { class: 'single', datname: 'd', user: 'u' };
    const families = (calls: number, seconds: number, over: number, counts: number[]): Family[] => [
      makeFamily('counter', 'pg_query_class_calls_total', '', [{ labels, value: calls }]),
      makeFamily('counter', 'pg_query_class_seconds_total', '', [{ labels, value: seconds }]),
      makeFamily('counter', 'pg_query_class_over_target_calls_total', '', [
        { labels, value: over },
      ]),
      makeFamily('gauge', 'pg_query_class_target_seconds', '', [
        { labels: { class: 'single' }, value: 0.051 },
        { labels: { class: 'idle' }, value: 1 },
      ]),
      {
        name: 'pg_query_class_latency_seconds',
        help: '',
        type: 'histogram',
        blocks: [
          {
            labels: ['class="single",datname="d",user="u"'],
            values: [
              {
                buckets: ['0.01', '0.1'].map((le, i) => ({ le, count: String(counts[i]) })),
                sum: String(seconds),
                count: String(calls),
              },
            ],
          },
        ],
      },
    ];
    const interval = {
      before: reading(families(100, 1, 0, [100, 100])),
      now: reading(families(200, 5, 10, [150, 200])),
      seconds: 10,
    };
    const [single, idle] = classLatencies(interval);
    expect(single).toMatchObject({ name: 'single', callsPerSecond: 10, meanSeconds: 0.04 });
    expect(single?.overTargetRatio).toBeCloseTo(0.1);
    expect(single?.p95Seconds).toBeCloseTo(0.01 + 0.09 * 0.9);
    expect(idle).toMatchObject({ name: 'idle', callsPerSecond: 0, p95Seconds: null });
    expect(classLatencies({ ...interval, now: reading([]) })).toEqual([]);
  });

  test('a quantile is even within its bucket, and no more than the last bound', () => {
    const buckets = [
      { le: 1, count: 10 },
      { le: 2, count: 20 },
    ];
    expect(bucketQuantile(0.5, buckets, 20)).toBe(1);
    expect(bucketQuantile(0.75, buckets, 20)).toBe(1.5);
    expect(bucketQuantile(0.95, buckets, 40)).toBe(2);
    expect(bucketQuantile(0.95, buckets, 0)).toBe(null);
    expect(bucketQuantile(0.95, [], 5)).toBe(null);
  });

  test('waits are those of sessions that work, and running is one of them', () => {
    const waits = waitCounts([
      session(1),
      session(2, '', { wait_event_type: 'Lock', wait_event: 'tuple' }),
      session(3, '', { wait_event_type: 'Lock', wait_event: 'tuple' }),
      session(4, '', { state: 'idle', wait_event_type: 'Client', wait_event: 'ClientRead' }),
    ]);
    expect(waits.map(({ event, sessions, type }) => [type, event, sessions])).toEqual([
      ['Lock', 'tuple', 2],
      ['CPU', 'running', 1],
    ]);
  });
});

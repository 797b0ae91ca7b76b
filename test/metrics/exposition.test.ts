import { describe, expect, test } from 'vitest';
import { FORMATS, type Format, renderFamilies } from '../../src/metrics/exposition.ts';
import type { Family } from '../../src/metrics/family.ts';
import { labelText } from '../../src/metrics/label-text.ts';
import { makeFamily } from '../../src/metrics/make-family.ts';
import { checkMetrics } from '../prometheus/promtool.ts';
import { parsePage } from './parse-page.ts';

/** One of each kind that the formats treat in a way of its own. */
const FAMILIES: readonly Family[] = [
  makeFamily('gauge', 'pg_up', 'Whether it answers.', [{ value: 1 }]),
  makeFamily('counter', 'pg_commits_total', 'Commits.', [
    { labels: { datname: 'shop' }, value: 12 },
    { labels: { datname: 'a "b" \\ c\nd é 🐘' }, value: 0 },
  ]),
  makeFamily('counter', 'pg_stat_database_xact_commit', 'A name without _total.', [{ value: 3 }]),
  makeFamily('gauge', 'pg_wal_size_bytes', 'Line one\nline "two" \\ end.', [{ value: 1.5e21 }]),
  makeFamily('counter', 'pg_busy_seconds_total', 'A unit before _total.', [{ value: 0.25 }]),
  makeFamily('unknown', 'pg_age_seconds', 'Of no known type.', [{ value: -1 }]),
  makeFamily('gauge', 'pg_special', 'No numbers.', [
    { labels: { of: 'nan' }, value: Number.NaN },
    { labels: { of: 'up' }, value: Number.POSITIVE_INFINITY },
    { labels: { of: 'down' }, value: Number.NEGATIVE_INFINITY },
  ]),
  {
    name: 'pg_latency_seconds',
    help: 'Latency.',
    type: 'histogram',
    blocks: [
      {
        labels: [labelText({ class: 'single' }), '', labelText({ class: 'none' })],
        values: [
          {
            buckets: [
              { le: '0.005', count: '1' },
              { le: '1', count: '4' },
              { le: '1000000', count: '4' },
            ],
            sum: '2.5',
            count: '5',
          },
          { buckets: [], sum: '0', count: '0' },
          null,
        ],
      },
    ],
  },
  makeFamily('gauge', 'pg_empty', 'Without samples.', []),
  {
    name: 'pg_all_null',
    help: 'Only NULLs.',
    type: 'gauge',
    blocks: [{ labels: ['', 'a="1"'], values: [null, null] }],
  },
  {
    name: 'pg_some_null',
    help: 'A NULL between two values, in two blocks.',
    type: 'gauge',
    blocks: [
      { labels: ['a="1"', 'a="2"', 'a="3"'], values: ['1', null, '3'] },
      { labels: ['a="4"'], values: ['4'] },
    ],
  },
];

describe('the Prometheus text format 0.0.4', () => {
  test('is exactly this', () => {
    expect(render(FAMILIES, 'text')).toBe(`\
# HELP pg_up Whether it answers.
# TYPE pg_up gauge
pg_up 1
# HELP pg_commits_total Commits.
# TYPE pg_commits_total counter
pg_commits_total{datname="shop"} 12
pg_commits_total{datname="a \\"b\\" \\\\ c\\nd é 🐘"} 0
# HELP pg_stat_database_xact_commit A name without _total.
# TYPE pg_stat_database_xact_commit counter
pg_stat_database_xact_commit 3
# HELP pg_wal_size_bytes Line one\\nline "two" \\\\ end.
# TYPE pg_wal_size_bytes gauge
pg_wal_size_bytes 1.5e+21
# HELP pg_busy_seconds_total A unit before _total.
# TYPE pg_busy_seconds_total counter
pg_busy_seconds_total 0.25
# HELP pg_age_seconds Of no known type.
# TYPE pg_age_seconds untyped
pg_age_seconds -1
# HELP pg_special No numbers.
# TYPE pg_special gauge
pg_special{of="nan"} NaN
pg_special{of="up"} +Inf
pg_special{of="down"} -Inf
# HELP pg_latency_seconds Latency.
# TYPE pg_latency_seconds histogram
pg_latency_seconds_bucket{class="single",le="0.005"} 1
pg_latency_seconds_bucket{class="single",le="1"} 4
pg_latency_seconds_bucket{class="single",le="1000000"} 4
pg_latency_seconds_bucket{class="single",le="+Inf"} 5
pg_latency_seconds_sum{class="single"} 2.5
pg_latency_seconds_count{class="single"} 5
pg_latency_seconds_bucket{le="+Inf"} 0
pg_latency_seconds_sum 0
pg_latency_seconds_count 0
# HELP pg_some_null A NULL between two values, in two blocks.
# TYPE pg_some_null gauge
pg_some_null{a="1"} 1
pg_some_null{a="3"} 3
pg_some_null{a="4"} 4
`);
  });

  test('is a page in which promtool finds nothing but the name that lacks _total', async () => {
    expect(await checkMetrics(render(FAMILIES, 'text'))).toEqual([
      'pg_stat_database_xact_commit counter metrics should have "_total" suffix',
    ]);
  });

  test('of nothing is an empty page', () => {
    expect(render([], 'text')).toBe('');
  });
});

describe('OpenMetrics 1.0', () => {
  test('is exactly this: names without _total, units, canonical bounds, and an end', () => {
    expect(render(FAMILIES, 'openmetrics')).toBe(`\
# TYPE pg_up gauge
# HELP pg_up Whether it answers.
pg_up 1
# TYPE pg_commits counter
# HELP pg_commits Commits.
pg_commits_total{datname="shop"} 12
pg_commits_total{datname="a \\"b\\" \\\\ c\\nd é 🐘"} 0
# TYPE pg_stat_database_xact_commit unknown
# HELP pg_stat_database_xact_commit A name without _total.
pg_stat_database_xact_commit 3
# TYPE pg_wal_size_bytes gauge
# UNIT pg_wal_size_bytes bytes
# HELP pg_wal_size_bytes Line one\\nline \\"two\\" \\\\ end.
pg_wal_size_bytes 1.5e+21
# TYPE pg_busy_seconds counter
# UNIT pg_busy_seconds seconds
# HELP pg_busy_seconds A unit before _total.
pg_busy_seconds_total 0.25
# TYPE pg_age_seconds unknown
# HELP pg_age_seconds Of no known type.
pg_age_seconds -1
# TYPE pg_special gauge
# HELP pg_special No numbers.
pg_special{of="nan"} NaN
pg_special{of="up"} +Inf
pg_special{of="down"} -Inf
# TYPE pg_latency_seconds histogram
# UNIT pg_latency_seconds seconds
# HELP pg_latency_seconds Latency.
pg_latency_seconds_bucket{class="single",le="0.005"} 1
pg_latency_seconds_bucket{class="single",le="1.0"} 4
pg_latency_seconds_bucket{class="single",le="1e+06"} 4
pg_latency_seconds_bucket{class="single",le="+Inf"} 5
pg_latency_seconds_sum{class="single"} 2.5
pg_latency_seconds_count{class="single"} 5
pg_latency_seconds_bucket{le="+Inf"} 0
pg_latency_seconds_sum 0
pg_latency_seconds_count 0
# TYPE pg_some_null gauge
# HELP pg_some_null A NULL between two values, in two blocks.
pg_some_null{a="1"} 1
pg_some_null{a="3"} 3
pg_some_null{a="4"} 4
# EOF
`);
  });

  test('of nothing is an end', () => {
    expect(render([], 'openmetrics')).toBe('# EOF\n');
  });

  test.each([
    ['0.00001', '1e-05'],
    ['0.0001', '0.0001'],
    ['0.5', '0.5'],
    ['10', '10.0'],
    ['1e-05', '1e-05'],
    ['2.50', '2.5'],
    ['999999', '999999.0'],
    ['1234567', '1.234567e+06'],
    ['1e100', '1e+100'],
    ['0', '0.0'],
    ['-5', '-5.0'],
  ])('the bound %s is written %s', (le, expected) => {
    const value = { buckets: [{ le, count: '1' }], sum: '1', count: '1' };
    const family: Family = {
      name: 'pg_h',
      help: 'H.',
      type: 'histogram',
      blocks: [{ labels: [''], values: [value] }],
    };
    expect(render([family], 'openmetrics')).toContain(`pg_h_bucket{le="${expected}"} 1\n`);
  });
});

describe.each(FORMATS)('the %s format', (format) => {
  test('comes in pieces of bounded size whatever the size of a family', () => {
    const rows = 20_000;
    const labels = Array.from({ length: rows }, (_, row) => `relname="table_${row}"`);
    const blocks = [{ labels, values: labels.map((_, row) => String(row)) }];
    const family: Family = { name: 'pg_big', help: 'Big.', type: 'gauge', blocks };
    const pieces = [...renderFamilies([family], format)];
    expect(pieces.length).toBeGreaterThan(5);
    expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThan(128 * 1024);
    const samples = parsePage(pieces.join('')).get('pg_big')?.samples ?? [];
    expect(samples.map(({ value }) => Number(value))).toEqual([...Array(rows).keys()]);
  });
});

function render(families: readonly Family[], format: Format): string {
  return [...renderFamilies(families, format)].join('');
}

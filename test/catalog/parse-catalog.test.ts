import { describe, expect, test } from 'vitest';
import { parseCatalog } from '../../src/catalog/parse.ts';
import type { CatalogQuery } from '../../src/catalog/query.ts';
import { formatProblem } from '../../src/yaml/problem.ts';

describe('parseCatalog', () => {
  test('every key has its place in the query', () => {
    const full = parse(`
pg_full:
  name: pg_short
  description: All there is.
  category: benchmark
  scope: database
  requires:
    version: ">=14 <18"
    role: primary
    extension: [pg_stat_statements >=1.8, pg_trgm]
    privilege: [pg_read_all_stats, pg_monitor]
    predicate: SELECT true
  ttl: 5m
  timeout: 2.5
  max_series: 7
  query:
    "<17": SELECT old
    ">=17": SELECT new;
  metrics:
    - who: { usage: LABEL, description: Who., default: nobody }
    - spent: { usage: COUNTER, rename: spent_seconds_total, scale: 0.001, default: 0, description: Time. }
    - sizes: { usage: HISTOGRAM, description: Sizes. }
    - noise: { usage: DISCARD }
`);
    expect(full).toMatchObject({
      prefix: 'pg_short',
      description: 'All there is.',
      category: 'benchmark',
      scope: 'database',
      ttlMs: 300_000,
      timeoutMs: 2500,
      maxSeries: 7,
    });
    expect(full.requires).toMatchObject({
      version: { text: '>=14 <18' },
      role: 'primary',
      extensions: [{ name: 'pg_stat_statements', version: { text: '>=1.8' } }, { name: 'pg_trgm' }],
      privileges: ['pg_read_all_stats', 'pg_monitor'],
      predicate: 'SELECT true',
    });
    expect(full.variants).toMatchObject([
      { when: '<17', sql: 'SELECT old', version: { text: '<17' } },
      { when: '>=17', sql: 'SELECT new', version: { text: '>=17' } },
    ]);
    expect(full.columns).toEqual([
      { column: 'who', usage: 'LABEL', name: 'who', description: 'Who.', default: 'nobody' },
      {
        column: 'spent',
        usage: 'COUNTER',
        name: 'pg_short_spent_seconds_total',
        description: 'Time.',
        scale: 0.001,
        default: '0',
      },
      { column: 'sizes', usage: 'HISTOGRAM', name: 'pg_short_sizes', description: 'Sizes.' },
      { column: 'noise', usage: 'DISCARD', name: 'pg_short_noise', description: '' },
    ]);
  });

  test('variants may be chosen by the version of an extension', () => {
    const { variants } = parse(`
pg_by_extension:
  description: By extension.
  category: trend
  query:
    pg_stat_statements <1.8: SELECT 1 AS a
    pg_stat_statements >=1.8: SELECT 2 AS a
  metrics:
    - a: { usage: GAUGE, description: A. }
`);
    expect(variants).toMatchObject([
      { extension: 'pg_stat_statements', version: { text: '<1.8' } },
      { extension: 'pg_stat_statements', version: { text: '>=1.8' } },
    ]);
  });

  test('anchors and aliases of YAML save repetition', () => {
    const { queries, problems } = parseCatalog(
      'anchors.yaml',
      `
pg_a: &a
  description: A.
  category: trend
  query: SELECT 1 AS n
  metrics:
    - n: { usage: GAUGE, description: N. }
pg_b: *a
`,
    );
    expect(problems).toEqual([]);
    expect([...queries.values()].map((query) => query?.columns[0]?.name)).toEqual([
      'pg_a_n',
      'pg_b_n',
    ]);
  });

  test('a label and a metric may come from columns of one name in two queries', () => {
    expect(
      parse(`
pg_same:
  description: A label that is named as the metric ends.
  category: trend
  query: SELECT 1
  metrics:
    - a: { usage: LABEL, rename: total, description: A. }
    - b: { usage: GAUGE, rename: total, description: B. }
`).columns.map(({ name }) => name),
    ).toEqual(['total', 'pg_same_total']);
  });

  test.each([
    ['500ms', 500],
    ['10s', 10_000],
    ['1.5m', 90_000],
    ['2h', 7_200_000],
    ['1d', 86_400_000],
    ['30', 30_000],
    ['0', 0],
  ])('a ttl of %s is %i milliseconds', (ttl, expected) => {
    expect(parse(minimal({ ttl })).ttlMs).toBe(expected);
  });

  test.each(['10 s', '10S', '-5s', 's', '1h30m', '.inf', '"30"'])(
    'a ttl of %s is refused',
    (ttl) => {
      const { problems } = parseCatalog('bad.yaml', minimal({ ttl }));
      expect(problems.map(formatProblem)).toEqual([
        expect.stringMatching(
          /^bad\.yaml:3:8: pg_minimal\.ttl: expected a duration such as 500ms, 10s, 5m, 1h or 1d, found /,
        ),
      ]);
    },
  );
});

function minimal({ ttl }: { readonly ttl: string }): string {
  return `pg_minimal:
  category: trend
  ttl: ${ttl}
  description: Minimal.
  query: SELECT 1 AS n
  metrics:
    - n: { usage: GAUGE, description: N. }
`;
}

function parse(text: string): CatalogQuery {
  const { problems, queries } = parseCatalog('test.yaml', text);
  expect(problems).toEqual([]);
  const [query] = queries.values();
  if (query === undefined) throw new Error('the text has no query');
  return query;
}

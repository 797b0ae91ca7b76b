import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadCatalog, readCatalog } from '../../../src/catalog/load.ts';
import { formatProblem } from '../../../src/yaml/problem.ts';
import { sharedServer } from '../../helpers/shared.ts';
import { linesOf, reasonsOf, scrapeFile } from './scrape-file.ts';
import { temporaryCatalog } from './temporary-catalog.ts';

const FOLDER = join(import.meta.dirname, '../../fixtures/dialects/pg_exporter');

describe('a folder of pg_exporter', () => {
  test('gives names, scales, defaults and NaN as there', async () => {
    const page = await scrapeFile(sharedServer(18), [FOLDER]);
    expect(linesOf(page, /^pg_shop/)).toEqual(
      [
        '# TYPE pg_shop_orders counter',
        'pg_shop_orders{sort="new"} 2',
        '# TYPE pg_shop_refunds gauge',
        'pg_shop_refunds{sort="new"} NaN',
        '# TYPE pg_shop_returns gauge',
        'pg_shop_returns{sort="new"} 7',
        '# TYPE pg_shop_wait gauge',
        'pg_shop_wait{sort="new"} 1.5',
        '# TYPE pg_shop_last_order gauge',
        'pg_shop_last_order{sort="new"} 1772366400',
        '# TYPE pg_shop_open gauge',
        'pg_shop_open{sort="new"} 1',
      ].toSorted(),
    );
  });

  test.each([13, 16] as const)('takes the branch for PostgreSQL %s', async (major) => {
    const page = await scrapeFile(sharedServer(major), [FOLDER]);
    expect(linesOf(page, /^pg_shop/)).toEqual([
      '# TYPE pg_shop_orders gauge',
      'pg_shop_orders{kind="old"} 1',
    ]);
    expect(reasonsOf(page)).toContain('pg_shop_new version');
  });

  test('runs what tags and predicates allow, and says of the others why not', async () => {
    const page = await scrapeFile(sharedServer(18), [FOLDER]);
    const passed = linesOf(page, /^pg_gate_\w+ 1$/).map((line) => line.replace('_passed 1', ''));
    expect(passed).toEqual([
      'pg_gate_dbname',
      'pg_gate_extension',
      'pg_gate_not_tag',
      'pg_gate_patient',
      'pg_gate_predicates',
      'pg_gate_primary',
      'pg_gate_schema',
      'pg_gate_username',
    ]);
    expect(reasonsOf(page)).toEqual([
      'pg_gate_false_predicate predicate',
      'pg_gate_no_extension extension',
      'pg_gate_no_schema predicate',
      'pg_gate_other_dbname database',
      'pg_gate_other_username user',
      'pg_gate_pgbouncer tag',
      'pg_gate_slow timeout',
      'pg_gate_standby role',
      'pg_gate_tag tag',
      'pg_gate_wrong_predicate other',
      'pg_shop_old version',
    ]);
  });

  test('a target has the tags that its configuration gives it', async () => {
    const page = await scrapeFile(sharedServer(18), [FOLDER], { tags: ['nightly'] });
    const reasons = reasonsOf(page);
    expect(reasons).toContain('pg_gate_not_tag tag');
    expect(reasons).not.toContain('pg_gate_tag tag');
  });

  test('each row of a HISTOGRAM with bucket is one observation, given as gauges', async () => {
    const page = await scrapeFile(sharedServer(18), [FOLDER], { scrapes: 2 });
    expect(linesOf(page, /^pg_waits/)).toEqual(
      [
        '# TYPE pg_waits_seconds_bucket gauge',
        'pg_waits_seconds_bucket{kind="lock",le="0.1"} 1',
        'pg_waits_seconds_bucket{kind="lock",le="1"} 2',
        'pg_waits_seconds_bucket{kind="lock",le="10"} 2',
        'pg_waits_seconds_bucket{kind="lock",le="+Inf"} 3',
        'pg_waits_seconds_bucket{kind="io",le="0.1"} 0',
        'pg_waits_seconds_bucket{kind="io",le="1"} 1',
        'pg_waits_seconds_bucket{kind="io",le="10"} 1',
        'pg_waits_seconds_bucket{kind="io",le="+Inf"} 1',
        '# TYPE pg_waits_seconds_sum gauge',
        'pg_waits_seconds_sum{kind="lock"} 12.75',
        'pg_waits_seconds_sum{kind="io"} 1',
        '# TYPE pg_waits_seconds_count gauge',
        'pg_waits_seconds_count{kind="lock"} 3',
        'pg_waits_seconds_count{kind="io"} 1',
        '# TYPE pg_waits_v1_total gauge',
        'pg_waits_v1_total 6',
      ].toSorted(),
    );
  });

  test('puts the words together again that unquoted commas have cut off', async () => {
    const queries = await loadCatalog([FOLDER]);
    const old = queries.find(({ id }) => id === 'pg_shop_old');
    expect(old?.columns.map(({ description }) => description)).toEqual([
      'kind of shop, old or new',
      'orders, of which some are open, some not',
    ]);
  });

  test('orders by priority, or by the place of the file in the folder', async () => {
    const queries = await loadCatalog([FOLDER]);
    const priorities = new Map(queries.map(({ id, priority }) => [id, priority]));
    expect(priorities.get('pg_shop_old')).toBe(101);
    expect(priorities.get('pg_waits')).toBe(103);
  });

  test('a fatal query that fails takes the others of its folder with it, and no more', async () => {
    const path = await temporaryCatalog({
      'a.yml': `
pg_first: { desc: first, query: SELECT 1 AS one, priority: 1, metrics: [ { one: { usage: GAUGE } } ] }
pg_fatal: { desc: fatal, query: SELECT 1 / 0 AS one, fatal: true, metrics: [ { one: { usage: GAUGE } } ] }
`,
      'b.yml': `
pg_last: { desc: last, query: SELECT 1 AS one, metrics: [ { one: { usage: GAUGE } } ] }
`,
    });
    const other = await temporaryCatalog({
      'c.yml':
        'pg_other: { desc: other, query: SELECT 1 AS one, metrics: [ { one: { usage: GAUGE } } ] }',
    });
    const page = await scrapeFile(sharedServer(18), [path, other]);
    expect(linesOf(page, /^pg_(?!exporter_)\w+ 1$/)).toEqual(['pg_other_one 1', 'pg_up 1']);
    expect(reasonsOf(page)).toEqual(['pg_fatal query_error', 'pg_first fatal', 'pg_last fatal']);
  });

  test('with `databases: all` runs in each database what is not for the cluster', async () => {
    const server = sharedServer(18);
    const other = await server.createDatabase();
    try {
      const entry = { path: FOLDER, databases: 'all' } as const;
      const page = await scrapeFile(server, [entry], { databases: [other] });
      expect(linesOf(page, /^pg_gate_schema_passed\{/)).toEqual(
        [other, 'postgres'].toSorted().map((name) => `pg_gate_schema_passed{datname="${name}"} 1`),
      );
      expect(linesOf(page, /^pg_shop_orders\{/)).toEqual(['pg_shop_orders{sort="new"} 2']);
    } finally {
      await server.dropDatabase(other);
    }
  });

  test('refuses an unknown usage as it does, and warns of what has no effect', async () => {
    const path = await temporaryCatalog({
      'x.yml': `
pg_x:
  desc: x
  query: SELECT 1 AS one, 2 AS two
  colour: red
  metrics:
    - one: { usage: GUAGE }
    - two: { usage: HISTOGRAM, bucket: [3, 2] }
`,
    });
    const { problems, warnings } = await readCatalog([path]);
    const shown = (found: typeof problems) =>
      found.map((one) => formatProblem({ ...one, file: 'x' }));
    expect(shown(problems)).toEqual([
      'x:7:21: pg_x.metrics.0.one.usage: expected one of LABEL, GAUGE, COUNTER, HISTOGRAM, DISCARD, found "GUAGE"',
      'x:8:40: pg_x.metrics.1.two.bucket: expected finite numbers in rising order',
    ]);
    expect(shown(warnings)).toEqual(['x:5:3: unknown key "colour" has no effect']);
  });
});

import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readCatalog } from '../../../src/catalog/load.ts';
import { formatProblem } from '../../../src/yaml/problem.ts';
import { sharedServer } from '../../helpers/shared.ts';
import { runPostgresExporter } from './run-postgres-exporter.ts';
import { linesOf, scrapeFile } from './scrape-file.ts';

const FOLDER = join(import.meta.dirname, '../../fixtures/dialects');
const FILE = join(FOLDER, 'postgres-exporter.yaml');

describe('a file of postgres_exporter', () => {
  test('gives what it gives there', async () => {
    const server = sharedServer(18);
    const address = `server="${server.host}:${server.port}"`;
    const page = await scrapeFile(server, [FILE]);
    const shop = `{open="true",region="north",${address}}`;
    const sizes = `kind="cart",missing="",scale_label="1e+06",${address},tiny_label="1e-05"`;
    expect(linesOf(page, /^pg_shop/)).toEqual(
      [
        '# TYPE pg_shop_values_orders counter',
        '# TYPE pg_shop_values_revenue gauge',
        '# TYPE pg_shop_values_refunds gauge',
        '# TYPE pg_shop_values_healthy gauge',
        '# TYPE pg_shop_values_last_order_at gauge',
        '# TYPE pg_shop_values_measured gauge',
        '# TYPE pg_shop_values_opened gauge',
        '# TYPE pg_shop_values_undeclared_count untyped',
        '# TYPE pg_shop_values_undeclared_null untyped',
        `pg_shop_values_orders${shop} 42`,
        `pg_shop_values_revenue${shop} 12.5`,
        `pg_shop_values_refunds${shop} NaN`,
        `pg_shop_values_healthy${shop} 1`,
        `pg_shop_values_last_order_at${shop} 1772366400`,
        `pg_shop_values_measured${shop} 17.25`,
        `pg_shop_values_opened${shop} 1772409600`,
        `pg_shop_values_undeclared_count${shop} 9`,
        `pg_shop_values_undeclared_null${shop} NaN`,
        '# TYPE pg_shop_sizes_items histogram',
        `pg_shop_sizes_items_bucket{${sizes},le="1"} 3`,
        `pg_shop_sizes_items_bucket{${sizes},le="2.5"} 7`,
        `pg_shop_sizes_items_bucket{${sizes},le="5"} 9`,
        `pg_shop_sizes_items_bucket{${sizes},le="+Inf"} 11`,
        `pg_shop_sizes_items_sum{${sizes}} 31.5`,
        `pg_shop_sizes_items_count{${sizes}} 11`,
        '# TYPE pg_shop_odd_state gauge',
        '# TYPE pg_shop_odd_waited_milliseconds gauge',
        '# TYPE pg_shop_odd_answer gauge',
        `pg_shop_odd_state{${address}} 5`,
        `pg_shop_odd_waited_milliseconds{${address}} 7`,
        `pg_shop_odd_answer{${address}} 1`,
      ].toSorted(),
    );
  });

  test.each([13, 16, 18] as const)(
    'on PostgreSQL %s gives sample by sample what postgres_exporter gives',
    async (major) => {
      const server = sharedServer(major);
      const theirs = await runPostgresExporter(server, FILE);
      const ours = await scrapeFile(server, [FILE]);
      const normal = (page: readonly string[]) =>
        linesOf(page, /^pg_shop/)
          .map(inOneForm)
          .toSorted();
      expect(normal(theirs).length).toBeGreaterThan(20);
      expect(normal(ours)).toEqual(normal(theirs));
    },
  );

  test('warns of the keys that have no effect, and of nothing else', async () => {
    const { problems, warnings } = await readCatalog([FILE]);
    expect(problems).toEqual([]);
    expect(warnings.map((one) => formatProblem({ ...one, file: 'f' }))).toEqual([
      'f:62:9: "metric_mapping" has no effect: postgres_exporter reads it and does not use it',
      'f:61:16: pg_shop_odd.metrics.0.state.usage: postgres_exporter does not convert MAPPEDMETRIC; only numbers give samples',
      'f:68:16: pg_shop_odd.metrics.2.waited.usage: postgres_exporter does not convert DURATION; only numbers give samples',
    ]);
  });

  test('the label server and the first pg of the names can be changed', async () => {
    const entry = { path: FILE, prefix: 'my', serverLabel: false };
    const page = await scrapeFile(sharedServer(18), [entry]);
    expect(linesOf(page, /_shop_odd_answer/)).toEqual([
      '# TYPE my_shop_odd_answer gauge',
      'my_shop_odd_answer 1',
    ]);
  });

  test('`databases: all` is its --auto-discover-databases, but for what is `master`', async () => {
    const server = sharedServer(18);
    const other = await server.createDatabase();
    try {
      const entry = { path: FILE, databases: 'all', serverLabel: false } as const;
      const page = await scrapeFile(server, [entry], { databases: [other] });
      expect(linesOf(page, /^pg_shop_odd_answer\{/)).toEqual(
        [other, 'postgres'].toSorted().map((name) => `pg_shop_odd_answer{datname="${name}"} 1`),
      );
      expect(linesOf(page, /^pg_shop_values_orders\{/)).toEqual([
        'pg_shop_values_orders{open="true",region="north"} 42',
      ]);
    } finally {
      await server.dropDatabase(other);
    }
  });
});

/** Labels sorted, numbers as JavaScript writes them. */
function inOneForm(line: string): string {
  const [, name = '', labels = '', value = ''] = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
  if (name === '') return line;
  const sorted =
    labels
      .match(/\w+="[^"]*"/g)
      ?.toSorted()
      .join(',') ?? '';
  return `${name}{${sorted}} ${value === '+Inf' ? value : String(Number(value))}`;
}

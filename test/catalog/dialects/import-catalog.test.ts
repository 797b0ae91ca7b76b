import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { importCatalog } from '../../../src/catalog/import/import-catalog.ts';
import { readCatalog } from '../../../src/catalog/load.ts';
import { formatProblem, type Problem } from '../../../src/yaml/problem.ts';
import { sharedServer } from '../../helpers/shared.ts';
import { linesOf, reasonsOf, scrapeFile } from './scrape-file.ts';
import { temporaryCatalog } from './temporary-catalog.ts';

const FOLDER = join(import.meta.dirname, '../../fixtures/dialects');

describe('a collector of sql_exporter', () => {
  test('becomes a catalog that gives the same samples', async () => {
    const { path } = await imported('sql-exporter.collector.yml');
    const { problems } = await readCatalog([path]);
    expect(problems).toEqual([]);
    const page = await scrapeFile(sharedServer(18), [path]);
    expect(linesOf(page, /^shop_/)).toEqual(
      [
        '# TYPE shop_orders_total counter',
        'shop_orders_total{region="north",team="warehouse"} 42',
        '# TYPE shop_stock_items gauge',
        'shop_stock_items{region="north",team="warehouse"} 7.5',
        '# TYPE shop_stock_again gauge',
        'shop_stock_again{region="north",team="warehouse"} 7.5',
        '# TYPE shop_times_seconds gauge',
        'shop_times_seconds{region="north",step="picking"} 3',
        'shop_times_seconds{region="north",step="packing"} 1.5',
        '# TYPE shop_open gauge',
        'shop_open{region="south"} 1',
        '# TYPE shop_visitors_now gauge',
        'shop_visitors_now 12',
      ].toSorted(),
    );
  });

  test('is run as rarely as before', async () => {
    const { path } = await imported('sql-exporter.collector.yml');
    const { queries } = await readCatalog([path]);
    expect(queries.map(({ id, ttlMs }) => [id, ttlMs])).toEqual([
      ['shop_numbers', 90_000],
      ['shop_numbers_2', 90_000],
      ['shop_open', 90_000],
      ['shop_visitors_now', 90_000],
    ]);
  });

  test('what cannot be carried over is listed with its place', async () => {
    const { notes } = await imported('sql-exporter.collector.yml');
    expect(shown(notes)).toEqual([
      '53:5: the timestamps of shop_visitors_now are left out; samples have the time of the scrape',
      '56:5: uptime is left out: its name needs at least two words with _ between',
      '62:5: shop_lost_metric is left out: there is not the query "no_such_query"',
    ]);
  });

  test('may be inside of the main file, of which the servers are left out', async () => {
    const { notes, text } = await imported('sql-exporter.yml');
    expect(text).toBe(`# Converted from a file of sql_exporter.

shop_carts_open:
  description: shop_carts_open, of collector shop of sql_exporter.
  category: trend
  name: shop_carts
  ttl: 10s
  timeout: 10s
  query: SELECT 3 AS carts
  metrics:
    - carts: { usage: GAUGE, rename: open, description: Carts. }
`);
    expect(shown(notes)).toEqual([
      '1:1: scrape_timeout_offset: left out, see limits in pgvitals.yaml',
      '4:1: target is left out: name the servers under targets in pgvitals.yaml',
      '15:1: collector_files is left out: import each of these files',
    ]);
  });

  test('for another database is refused, without a word about the password', () => {
    const url = 'mysql://root:hunter2@db/shop';
    const text = `target: { data_source_name: '${url}', collectors: [a] }\ncollectors: []\n`;
    const { refusals, text: converted } = importCatalog('x.yml', text);
    expect(converted).toBe('');
    expect(shown(refusals)).toEqual([
      '1:29: the data source is not PostgreSQL; only collectors for PostgreSQL can be used',
    ]);
  });
});

describe('a file of pgwatch', () => {
  test.each([
    [
      18,
      [
        '# TYPE pgwatch_shop_sizes_size_b gauge',
        'pgwatch_shop_sizes_size_b{dbname="postgres",datname="postgres"} 20',
        '# TYPE pgwatch_shop_sizes_carts counter',
        'pgwatch_shop_sizes_carts{dbname="postgres",datname="postgres"} 5',
        '# TYPE pgwatch_shop_sizes_state gauge',
        'pgwatch_shop_sizes_state{dbname="postgres",datname="postgres"} 1',
      ],
    ],
    [
      16,
      [
        '# TYPE pgwatch_shop_sizes_size_b gauge',
        'pgwatch_shop_sizes_size_b{datname="postgres",dbname="postgres",form="old"} 10',
      ],
    ],
  ] as const)('gives on PostgreSQL %s what it gives there', async (major, sizes) => {
    const { path } = await imported('pgwatch.yaml');
    expect((await readCatalog([path])).problems).toEqual([]);
    const page = await scrapeFile(sharedServer(major), [path]);
    expect(linesOf(page, /^pgwatch_/).map(sortLabels)).toEqual(
      [
        ...sizes.map(sortLabels),
        '# TYPE pgwatch_shop_instance_up gauge',
        'pgwatch_shop_instance_up 1',
        '# TYPE pgwatch_shop_instance_calls gauge',
        'pgwatch_shop_instance_calls 2',
      ].toSorted(),
    );
    expect(reasonsOf(page)).toEqual(['pgwatch_shop_future version', 'pgwatch_shop_standby role']);
  });

  test('what cannot be carried over is listed with its place', async () => {
    const { notes } = await imported('pgwatch.yaml');
    expect(shown(notes)).toEqual([
      '6:7: column remark is text and no tag_; it is left out',
      '35:5: init_sql is left out and never run; read it, and run it yourself if you need it',
      '38:7: the columns of the SQL for >=14 cannot be told from its text; the metric is left out',
      '43:5: unknown key "statement_timeout_seconds" has no effect',
      '49:3: preset shop is left out; set ttl where you want it: shop_sizes 300 s, shop_server 60 s',
    ]);
  });
});

test('other files are refused with what to do', () => {
  const { refusals } = importCatalog('x.yaml', 'a: { query: SELECT 1, metrics: [] }');
  expect(shown(refusals)).toEqual([
    '1:1: this is no file of sql_exporter or pgwatch; files of postgres_exporter, pg_exporter and CloudNativePG need no conversion, name them under catalog.files',
  ]);
});

async function imported(name: string) {
  const { notes, text } = importCatalog(name, await readFile(join(FOLDER, name), 'utf8'));
  const path = join(await temporaryCatalog({}), 'converted.yaml');
  await writeFile(path, text);
  return { notes, path, text };
}

function shown(problems: readonly Problem[]): readonly string[] {
  return problems.map((one) => formatProblem({ ...one, file: '' }).slice(1));
}

function sortLabels(line: string): string {
  return line.replace(
    /\{(.*)\}/,
    (_, labels: string) => `{${labels.split(',').toSorted().join(',')}}`,
  );
}

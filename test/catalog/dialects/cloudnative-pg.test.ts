import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readCatalog } from '../../../src/catalog/load.ts';
import { formatProblem } from '../../../src/yaml/problem.ts';
import { sharedServer } from '../../helpers/shared.ts';
import { linesOf, reasonsOf, scrapeFile } from './scrape-file.ts';
import { temporaryCatalog } from './temporary-catalog.ts';

const FOLDER = join(import.meta.dirname, '../../fixtures/dialects');
const FILE = join(FOLDER, 'cloudnative-pg.yaml');

describe('a file of CloudNativePG', () => {
  test('gives what it gives there, in the databases that it names', async () => {
    const server = sharedServer(18);
    const other = await server.createDatabase();
    try {
      const page = await scrapeFile(server, [FILE], { databases: [other] });
      const labels = 'datname="postgres",region="north"';
      expect(linesOf(page, /^cnpg_/)).toEqual(
        [
          '# TYPE cnpg_shop_orders_total counter',
          `cnpg_shop_orders_total{${labels}} 42`,
          '# TYPE cnpg_shop_state gauge',
          `cnpg_shop_state{${labels}} 1`,
          '# TYPE cnpg_shop_age_milliseconds gauge',
          `cnpg_shop_age_milliseconds{${labels}} 3723500`,
          '# TYPE cnpg_shop_refunds gauge',
          `cnpg_shop_refunds{${labels}} NaN`,
          '# TYPE cnpg_shop_open gauge',
          `cnpg_shop_open{${labels}} 1`,
          '# TYPE cnpg_shop_databases_seen gauge',
          'cnpg_shop_databases_seen{datname="postgres"} 1',
          `cnpg_shop_databases_seen{datname="${other}"} 1`,
          '# TYPE cnpg_shop_renamed_one gauge',
          'cnpg_shop_renamed_one 1',
          '# TYPE cnpg_shop_carts_items histogram',
          'cnpg_shop_carts_items_bucket{le="1"} 2',
          'cnpg_shop_carts_items_bucket{le="5"} 3',
          'cnpg_shop_carts_items_bucket{le="+Inf"} 4',
          'cnpg_shop_carts_items_sum 11',
          'cnpg_shop_carts_items_count 4',
        ].toSorted(),
      );
      expect(reasonsOf(page)).toEqual([
        'cnpg_shop_mismatch other',
        'cnpg_shop_standby_only predicate',
      ]);
    } finally {
      await server.dropDatabase(other);
    }
  });

  test.each([
    [13, ['cnpg_shop_mismatch other', 'cnpg_shop_new version', 'cnpg_shop_standby_only predicate']],
    [
      17,
      [
        'cnpg_shop_databases version',
        'cnpg_shop_mismatch other',
        'cnpg_shop_standby_only predicate',
      ],
    ],
  ] as const)('on PostgreSQL %s runs what `runonserver` allows', async (major, reasons) => {
    expect(reasonsOf(await scrapeFile(sharedServer(major), [FILE]))).toEqual(reasons);
  });

  test('can do without the prefix', async () => {
    const page = await scrapeFile(sharedServer(18), [{ path: FILE, prefix: '' }]);
    expect(linesOf(page, /^shop_renamed/)).toEqual([
      '# TYPE shop_renamed_one gauge',
      'shop_renamed_one 1',
    ]);
  });

  test('warns of what has no effect', async () => {
    const { problems, warnings } = await readCatalog([FILE]);
    expect(problems).toEqual([]);
    expect(warnings.map((one) => formatProblem({ ...one, file: 'f' }))).toEqual([
      'f:7:3: "cache_seconds" has no effect: CloudNativePG reads it and does not use it',
    ]);
  });

  test('says what is wrong with a version constraint or a mapping', async () => {
    const folder = await temporaryCatalog({
      'x.yaml': `
x:
  query: SELECT 1 AS one
  runonserver: "newest"
  metrics:
    - one: { usage: MAPPEDMETRIC, metric_mapping: [up] }
`,
    });
    const { problems } = await readCatalog([folder]);
    expect(problems.map(({ line, message }) => `${line}: ${message}`)).toEqual([
      '4: x.runonserver: "newest" is not a version constraint; expected such as ">=14.0.0 <17.0.0"',
      '6: x.metrics.0.one.metric_mapping: expected a map from words to numbers',
    ]);
  });
});

describe('a manifest of Kubernetes', () => {
  test('ConfigMaps are as the files in them, other manifests beside them do not matter', async () => {
    const page = await scrapeFile(sharedServer(18), [join(FOLDER, 'configmap.yaml')]);
    expect(linesOf(page, /^cnpg_/)).toEqual([
      '# TYPE cnpg_shop_map_total gauge',
      '# TYPE cnpg_shop_quoted_total gauge',
      'cnpg_shop_map_total{kind="a"} 3',
      'cnpg_shop_quoted_total 6',
    ]);
  });

  test('warnings point at the line of the ConfigMap', async () => {
    const { warnings } = await readCatalog([join(FOLDER, 'configmap.yaml')]);
    expect(warnings.map((one) => formatProblem({ ...one, file: 'f' }))).toEqual([
      'f:20:13: unknown key "colour" has no effect',
    ]);
  });

  test('a Secret may have both data and stringData', async () => {
    const page = await scrapeFile(sharedServer(18), [join(FOLDER, 'secret.yaml')]);
    expect(linesOf(page, /^cnpg_\w+ \d/)).toEqual([
      'cnpg_shop_plain_secret_total 5',
      'cnpg_shop_secret_total 4',
    ]);
  });
});

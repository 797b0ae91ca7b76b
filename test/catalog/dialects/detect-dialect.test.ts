import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { detectDialect } from '../../../src/catalog/dialects/detect-dialect.ts';
import { readCatalog, SHIPPED_CATALOG } from '../../../src/catalog/load.ts';
import { temporaryCatalog } from './temporary-catalog.ts';

const QUERY = { query: 'SELECT 1', metrics: [{ one: { usage: 'GAUGE', description: 'One' } }] };

describe('the dialect of a file', () => {
  test.each([
    ['native', { description: 'x', category: 'trend' }],
    ['native', { category: 'trend', ttl: '1m', name: 'x' }],
    ['native', { enabled: false }],
    ['native', { descripton: 'x' }],
    ['native', { catgory: 'trend' }],
    ['native', { qurey: 'x' }],
    ['native', { metrics: undefined }],
    ['postgres_exporter', {}],
    ['postgres_exporter', { master: true, colour: 'red' }],
    ['postgres_exporter', { master: true }],
    ['postgres_exporter', { cache_seconds: 30 }],
    ['pg_exporter', { desc: 'x' }],
    ['pg_exporter', { min_version: 90600 }],
    ['pg_exporter', { name: 'x', tags: ['cluster'] }],
    ['pg_exporter', { metrics: [{ one: { usage: 'GAUGE', scale: '1e-3' } }] }],
    ['cloudnative_pg', { primary: true }],
    ['cloudnative_pg', { name: 'x' }],
    ['cloudnative_pg', { runonserver: '>=14' }],
    ['cloudnative_pg', { target_databases: ['*'] }],
    ['cloudnative_pg', { metrics: [{ one: { usage: 'GAUGE', name: 'two' } }] }],
  ] as const)('is %s with %j', (dialect, keys) => {
    expect(detectDialect({ a: QUERY, b: { ...QUERY, ...keys } })).toBe(dialect);
  });

  test('is native for what is no catalog at all, so that it is refused', () => {
    expect([undefined, [], 'text', {}, { a: 'text' }].map(detectDialect)).toEqual(
      Array(5).fill('native'),
    );
  });

  test('can be set for a file, and then counts', async () => {
    const path = join(
      await temporaryCatalog({ 'x.yaml': JSON.stringify({ pg_x: QUERY }) }),
      'x.yaml',
    );
    const labels = async (entry: Parameters<typeof readCatalog>[0][number]) =>
      (await readCatalog([entry])).queries.map(({ columns }) => columns[0]?.name);
    expect(await labels(path)).toEqual(['pg_x_one']);
    expect(await labels({ path, dialect: 'cloudnative_pg' })).toEqual(['cnpg_pg_x_one']);
    expect((await readCatalog([{ path, dialect: 'native' }])).problems).toHaveLength(2);
  });

  test('of the shipped catalog is native', async () => {
    const { queries, warnings } = await readCatalog([SHIPPED_CATALOG]);
    expect(warnings).toEqual([]);
    expect(queries.some(({ columns }) => columns.some(({ goValues }) => goValues))).toBe(false);
  });

  test('files that need conversion are named as such', async () => {
    const path = await temporaryCatalog({
      'a.yaml': 'collector_name: shop\nmetrics: []\n',
      'b.yaml': 'metrics: { x: { sqls: { 14: select 1 } } }\n',
    });
    const { problems } = await readCatalog([path]);
    expect(problems.map(({ message }) => message)).toEqual([
      'this is a file of sql_exporter; convert it with: pgvitals catalog import',
      'this is a file of pgwatch; convert it with: pgvitals catalog import',
    ]);
  });
});

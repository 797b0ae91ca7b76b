import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadCatalog, readCatalog, SHIPPED_CATALOG } from '../../src/catalog/load.ts';
import { FileError, formatProblem } from '../../src/yaml/problem.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

describe('loadCatalog', () => {
  test('reads one file with every default filled in', async () => {
    const folder = await files({ 'one.yaml': query('pg_one') });
    const [one, ...others] = await loadCatalog([join(folder, 'one.yaml')]);
    expect(others).toEqual([]);
    expect(one).toMatchObject({
      id: 'pg_one',
      prefix: 'pg_one',
      category: 'trend',
      scope: 'server',
      requires: { role: 'any', extensions: [], privileges: [] },
      ttlMs: 0,
      timeoutMs: 1000,
      maxSeries: 10_000,
      variants: [{ when: '', sql: 'SELECT 1 AS total' }],
      source: { file: join(folder, 'one.yaml'), line: 1, col: 1 },
    });
    expect(one?.columns).toEqual([
      { column: 'total', usage: 'GAUGE', name: 'pg_one_total', description: 'pg_one.' },
    ]);
  });

  test('a query of a later file replaces the one of the same name, and keeps its place', async () => {
    const folder = await files({
      'a.yaml': query('pg_one') + query('pg_two'),
      'b.yaml': query('pg_one', { category: 'alert' }),
    });
    const queries = await loadCatalog([join(folder, 'a.yaml'), join(folder, 'b.yaml')]);
    expect(queries.map(({ id, category }) => [id, category])).toEqual([
      ['pg_one', 'alert'],
      ['pg_two', 'trend'],
    ]);
  });

  test('of a folder the files .yaml and .yml are read in the order of their names', async () => {
    const folder = await files({
      '20-site.yml': query('pg_one', { category: 'alert' }),
      '10-base.yaml': query('pg_one') + query('pg_two'),
      'README.md': '# not a catalog',
      'queries.yaml.bak': 'not: [a catalog',
    });
    const queries = await loadCatalog([folder]);
    expect(queries.map(({ id, category }) => [id, category])).toEqual([
      ['pg_one', 'alert'],
      ['pg_two', 'trend'],
    ]);
  });

  test('a folder without catalog files is no mistake', async () => {
    expect(await loadCatalog([await files({})])).toEqual([]);
  });

  test('`enabled: false` in a later file switches a query off, a still later one on again', async () => {
    const folder = await files({
      'a.yaml': query('pg_one') + query('pg_two'),
      'b.yaml': query('pg_one', { enabled: false }),
      'c.yaml': query('pg_one', { category: 'alert' }),
    });
    const [a = '', b = '', c = ''] = ['a', 'b', 'c'].map((name) => join(folder, `${name}.yaml`));
    expect((await loadCatalog([a, b])).map(({ id }) => id)).toEqual(['pg_two']);
    expect((await loadCatalog([a, b, c])).map(({ id }) => id)).toEqual(['pg_one', 'pg_two']);
  });

  test('`enabled: false` may stand alone, but nothing else may be missing beside it', async () => {
    const folder = await files({
      'a.yaml': query('pg_one') + query('pg_two'),
      'b.yaml': 'pg_one: { enabled: false }',
    });
    expect((await loadCatalog([folder])).map(({ id }) => id)).toEqual(['pg_two']);
    const wrong = await files({ 'a.yaml': 'pg_one: { enabled: false, tll: 1m }' });
    await expect(loadCatalog([wrong])).rejects.toThrow('unknown key "tll"');
  });

  test('a query that is switched off by name is left out', async () => {
    const folder = await files({ 'a.yaml': query('pg_one') + query('pg_two') });
    const queries = await loadCatalog([folder], ['pg_one']);
    expect(queries.map(({ id }) => id)).toEqual(['pg_two']);
  });

  test('a metric with two types over two files is refused where the second stands', async () => {
    const folder = await files({
      'a.yaml': query('pg_one'),
      'b.yaml': `# the site's own\n${query('pg_uno', { name: 'pg_one', usage: 'COUNTER' })}`,
    });
    const { problems } = await readCatalog([folder]);
    expect(problems.map(formatProblem)).toEqual([
      `${folder}/b.yaml:2:1: pg_one_total is a COUNTER in pg_uno but a GAUGE in pg_one (${folder}/a.yaml:1)`,
    ]);
    expect((await readCatalog([folder], ['pg_uno'])).problems).toEqual([]);
  });

  test('the mistakes of all files come together', async () => {
    const folder = await files({
      'a.yaml': query('pg_one', { category: 'sometimes' }),
      'b.yaml': 'pg_two: [',
      'c.yaml': query('pg_three'),
    });
    const error = await loadCatalog([folder, join(folder, 'd.yaml')]).catch((caught) => caught);
    expect(error).toBeInstanceOf(FileError);
    expect(error.message.split('\n')).toEqual([
      `${folder}/a.yaml:3:13: pg_one.category: expected one of realtime, trend, alert, benchmark, found "sometimes"`,
      `${folder}/b.yaml:1:10: Flow sequence in block collection must be sufficiently indented and end with a ]`,
      `${folder}/d.yaml:1:1: cannot be read: ENOENT: no such file or directory, open '${folder}/d.yaml'`,
    ]);
  });

  test('the catalog of the package has no mistake', async () => {
    expect((await readCatalog([SHIPPED_CATALOG])).problems).toEqual([]);
  });
});

interface Changes {
  readonly name?: string;
  readonly category?: string;
  readonly enabled?: boolean;
  readonly usage?: string;
}

function query(
  id: string,
  { name = id, category = 'trend', enabled = true, usage = 'GAUGE' }: Changes = {},
) {
  return `${id}:
  description: Only for this test.
  category: ${category}
  name: ${name}
  enabled: ${enabled}
  query: SELECT 1 AS total;
  metrics:
    - total: { usage: ${usage}, description: ${id}. }
`;
}

async function files(contents: Readonly<Record<string, string>>): Promise<string> {
  const folder = join(await temporaryFolder(), 'catalog');
  await mkdir(folder);
  for (const [name, text] of Object.entries(contents)) await writeFile(join(folder, name), text);
  return folder;
}

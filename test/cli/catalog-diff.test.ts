import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { SHIPPED_CATALOG } from '../../src/catalog/load.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { runMain } from './run-main.ts';

const diff = (...args: readonly string[]) => runMain(['catalog', 'diff', ...args]);

const OLD = `
shop_orders:
  description: Orders by state.
  category: realtime
  query: SELECT state, region, count(*) AS orders, sum(total) AS total, max(id) AS last FROM orders GROUP BY 1, 2
  metrics:
    - state: { usage: LABEL, description: State. }
    - region: { usage: LABEL, description: Region. }
    - orders: { usage: GAUGE, description: Orders. }
    - total: { usage: GAUGE, description: Money. }
    - last: { usage: COUNTER, description: Last. }
shop_gone:
  description: What nobody needs.
  category: realtime
  query: SELECT 1 AS value
  metrics:
    - value: { usage: GAUGE, description: One. }
`;

async function files(...texts: readonly string[]): Promise<readonly string[]> {
  const folder = await temporaryFolder();
  return Promise.all(
    texts.map(async (text, index) => {
      const file = join(folder, `${index}.yaml`);
      await writeFile(file, text);
      return file;
    }),
  );
}

test('a catalog that stays as it is changes nothing for anybody', async () => {
  expect(await diff(SHIPPED_CATALOG)).toEqual({
    code: 0,
    stderr: '',
    stdout: '0 gone, 0 renamed, 0 changed, 0 new\n',
  });
});

test('what dashboards would notice is told metric by metric, with exit code 1', async () => {
  const fresh = OLD.slice(0, OLD.indexOf('shop_gone:'))
    .replace('    - region: { usage: LABEL, description: Region. }\n', '')
    .replace('- total: { usage: GAUGE', '- total: { usage: GAUGE, rename: revenue')
    .replace('- last: { usage: COUNTER', '- last: { usage: GAUGE')
    .replace('    - orders', '    - newest: { usage: GAUGE, description: New. }\n    - orders');
  const { code, stderr, stdout } = await diff(...(await files(OLD, fresh)));
  expect([code, stderr]).toEqual([1, '']);
  expect(stdout.trimEnd().split('\n')).toEqual([
    '- shop_gone_value: gone (query shop_gone)',
    '> shop_orders_total: now shop_orders_revenue',
    '~ shop_orders_revenue: without the label region',
    '~ shop_orders_orders: without the label region',
    '~ shop_orders_last: gauge, was counter, without the label region',
    '+ shop_orders_newest: new gauge',
    '1 gone, 1 renamed, 2 changed, 1 new',
  ]);
});

test('what only comes is no reason to fail', async () => {
  const [old = '', fresh = ''] = await files(OLD.slice(0, OLD.indexOf('shop_gone:')), OLD);
  const { code, stdout } = await diff(old, fresh);
  expect(code).toBe(0);
  expect(stdout).toBe('+ shop_gone_value: new gauge\n0 gone, 0 renamed, 0 changed, 1 new\n');
});

test('the same is there as JSON', async () => {
  const [old = '', fresh = ''] = await files(OLD, OLD.slice(0, OLD.indexOf('shop_gone:')));
  const { code, stdout } = await diff(old, fresh, '--json');
  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toEqual({
    gone: [
      { name: 'shop_gone_value', type: 'gauge', labels: [], query: 'shop_gone', column: 'value' },
    ],
    renamed: [],
    changed: [],
    added: [],
  });
});

test('a file of postgres_exporter is compared by what it gives here', async () => {
  const [old = ''] = await files(`
pg_postmaster:
  query: "SELECT pg_postmaster_start_time as start_time_seconds from pg_postmaster_start_time()"
  master: true
  metrics:
    - start_time_seconds: { usage: "GAUGE", description: "Time at which postmaster started" }
    - elapsed: { usage: "GAUGE", description: "Not here" }
`);
  const { stdout } = await diff(old);
  expect(stdout).toContain('- pg_postmaster_elapsed: gone (query pg_postmaster)\n');
  expect(stdout).not.toContain('pg_postmaster_start_time_seconds: gone');
});

test('a mistake in one of them is told with its place', async () => {
  const [old = '', bad = ''] = await files(OLD, 'one: { qurey: SELECT 1 }\n');
  const { code, stderr, stdout } = await diff(old, bad);
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr).toContain('1.yaml:1:8: unknown key "qurey"');
});

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeTargets } from '../../src/config/make-targets.ts';
import { readConfig } from '../../src/config/read-config.ts';
import { sharedServer } from '../helpers/shared.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

test('pgvitals.yaml says of each file of queries how it is to be read', async () => {
  const folder = await temporaryFolder();
  const query = 'one: { query: SELECT 1 AS total, metrics: [ { total: { usage: GAUGE } } ] }\n';
  await writeFile(join(folder, 'a.yaml'), query);
  await writeFile(join(folder, 'b.yaml'), query.replace('one', 'pg_two'));
  await writeFile(join(folder, 'c.yaml'), query.replace('one: {', 'three: { tags: [nightly],'));
  const file = join(folder, 'pgvitals.yaml');
  await writeFile(
    file,
    `
targets:
  main: { url: '${sharedServer(18).uri({ user: 'pgvitals' })}', tags: [nightly] }
catalog:
  shipped: false
  files:
    - { path: a.yaml, dialect: cloudnative_pg, prefix: k8s_ }
    - { path: b.yaml, server_label: false, prefix: my, databases: main }
    - c.yaml
`,
  );
  const read = await readConfig({ file, env: {} });
  expect(read.queries.map(({ columns }) => columns[0]?.name)).toEqual([
    'k8s_one_total',
    'my_two_total',
    'three_total',
  ]);
  const silent = { info: () => undefined, warn: () => undefined };
  const target = makeTargets(read, { log: () => silent, onScrape: () => undefined }).get('main');
  const result = await target?.scrape({ timeoutMs: 10_000 });
  await target?.close();
  const values = result?.families
    .filter(({ name }) => name.endsWith('_total') && !/^(pgvitals|pg_exporter)_/.test(name))
    .map(({ blocks, name }) => [name, blocks[0]?.labels, blocks[0]?.values])
    .sort();
  expect(values).toEqual([
    ['k8s_one_total', [''], ['1']],
    ['my_two_total', [''], ['1']],
    ['three_total', [''], ['1']],
  ]);
});

test.each([
  ['dialect: mysql', 'expected one of native, postgres_exporter, pg_exporter, cloudnative_pg'],
  ['dialct: native', 'unknown key "dialct"; did you mean "dialect"?'],
])('an entry with %s is refused', async (entry, message) => {
  const file = join(await temporaryFolder(), 'pgvitals.yaml');
  await writeFile(file, `catalog: { files: [{ path: a.yaml, ${entry} }] }\n`);
  await expect(readConfig({ file, env: {} })).rejects.toThrow(message);
});

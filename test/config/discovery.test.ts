import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sharedServer } from '../helpers/shared.ts';
import { catalogOf, startExporter } from '../http/running-exporter.ts';
import { samplesOf } from '../metrics/parse-page.ts';

const server = sharedServer(17);
const PREFIX = `d${randomBytes(3).toString('hex')}`;
const NAMES = ['shop_1', 'shop_old', 'crm', 'dot.ted', 'sla/sh', 'Ünï "q"'].map(
  (name) => `${PREFIX}_${name}`,
);

beforeAll(async () => {
  for (const name of NAMES) await server.createDatabase(name);
});

afterAll(async () => {
  for (const name of NAMES) await server.dropDatabase(name);
});

describe('the databases that are looked into', () => {
  test.each([
    [{ include: ['@*'] }, NAMES],
    [{ include: ['@_shop_*'] }, ['shop_1', 'shop_old']],
    [{ include: ['@_shop_*'], exclude: ['*_old'] }, ['shop_1']],
    [{ include: ['@_shop_?', '@_crm'] }, ['crm', 'shop_1']],
    [{ include: ['@_{crm,dot.ted}'] }, ['crm', 'dot.ted']],
    [{ include: ['@*'], exclude: ['*'] }, []],
    [{ include: [] }, []],
  ])('%j', async (globs, expected) => {
    const databases = JSON.parse(JSON.stringify(globs).replaceAll('@', PREFIX)) as object;
    const catalog = catalogOf({ t_here: 'SELECT 1 AS value' }, { scope: 'database' });
    await using exporter = await startExporter(
      {
        targets: { a: { url: server.uri({ user: 'pgvitals' }), databases } },
        catalog: { shipped: false, files: ['catalog.yaml'] },
      },
      { files: { 'catalog.yaml': catalog } },
    );
    const page = await exporter.page();
    const found = samplesOf(page)
      .filter(({ name }) => name === 't_here_value')
      .map(({ labels }) => labels.datname ?? labels.database ?? '');
    const names = expected.map((name) => (name.startsWith(PREFIX) ? name : `${PREFIX}_${name}`));
    // The database of the target is always looked into.
    expect([...found].sort()).toEqual(['postgres', ...names].sort());
  });
});

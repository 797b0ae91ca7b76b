import { afterAll, beforeAll, expect, test } from 'vitest';
import { MAJORS } from '../helpers/servers.ts';
import { sharedServer } from '../helpers/shared.ts';
import type { ServerView } from '../helpers/test-server.ts';
import { parsePage } from '../metrics/parse-page.ts';
import { startExporter } from './running-exporter.ts';

const SETUP = `
  CREATE TABLE kept (id int PRIMARY KEY);
  CREATE TABLE events_p2026_01 (id int PRIMARY KEY);
  CREATE TABLE "odd.name" (id int PRIMARY KEY);
  CREATE SCHEMA audit;
  CREATE TABLE audit.trail (id int PRIMARY KEY);
  CREATE TABLE audit.kept (id int PRIMARY KEY)`;

let server: ServerView;
let database = '';

beforeAll(async () => {
  server = sharedServer(MAJORS.at(-1) ?? 18);
  database = await server.createDatabase();
  for (const statement of SETUP.split(';')) await server.execute(statement, { database });
});

afterAll(() => server.dropDatabase(database));

/** Tables of the test that have series, in any metric but those of the locks of the moment. */
async function tablesWith(tables: unknown): Promise<readonly string[]> {
  const url = server.uri({ user: 'pgvitals', database });
  await using exporter = await startExporter({
    targets: { a: { url, tables, databases: { include: [database] } } },
  });
  const samples = [...parsePage(await exporter.page()).values()].flatMap((one) => one.samples);
  expect(samples).toContainEqual(expect.objectContaining({ name: 'pg_up', value: '1' }));
  const found = samples.flatMap(({ labels }) =>
    labels.datname === database && labels.relname !== undefined && labels.schemaname !== undefined
      ? [`${labels.schemaname}.${labels.relname}`]
      : [],
  );
  return [...new Set(found)].filter((name) => /^(public|audit)\./.test(name)).sort();
}

test.each([
  ['nothing', {}, 'audit.kept audit.trail public.events_p2026_01 public.kept public.odd.name'],
  ['a name', { exclude: ['kept'] }, 'audit.trail public.events_p2026_01 public.odd.name'],
  ['a schema', { exclude: ['audit.*'] }, 'public.events_p2026_01 public.kept public.odd.name'],
  [
    'what partitions are called',
    { exclude: ['*_p20??_??'] },
    'audit.kept audit.trail public.kept public.odd.name',
  ],
  [
    'all but some, less one of them',
    { include: ['kept', 'audit.*'], exclude: ['audit.kept'] },
    'audit.trail public.kept',
  ],
])('tables that leave out %s', async (_what, tables, expected) => {
  expect((await tablesWith(tables)).join(' ')).toBe(expected);
});

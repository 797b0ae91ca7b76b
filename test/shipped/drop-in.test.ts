import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { waitUntil } from '../../src/demo/embedded/wait-until.ts';
import { openTarget } from '../helpers/open-target.ts';
import { pageOf } from '../helpers/page.ts';
import { startServer, startStandby, type TestServer } from '../helpers/servers.ts';
import { shippedQueries } from '../helpers/shipped-queries.ts';
import { type ParsedFamily, parsePage } from '../metrics/parse-page.ts';
import { comparePages } from './compare-pages.ts';
import { LABEL_OF_TARGET, NOT_HERE, TYPED_HERE } from './known-differences.ts';
import { runPostgresExporter } from './postgres-exporter.ts';

describe.each([13, 15, 18] as const)('in place of postgres_exporter on PostgreSQL %i', (major) => {
  let server: TestServer;
  let standby: TestServer;

  beforeAll(async () => {
    server = await startServer(major, {
      settings: {
        archive_mode: 'on',
        archive_command: 'true',
        max_slot_wal_keep_size: '1GB',
        autovacuum: false,
      },
    });
    standby = await startStandby(server, { slot: 'of_standby' });
    await server.script(SCHEMA);
    await server.script('VACUUM ANALYZE used');
    await server.execute('SELECT pg_switch_wal()');
    await waitUntil(async () => (await server.execute(ARCHIVED)).length > 0, { timeoutMs: 15_000 });
  });
  afterAll(async () => {
    await standby?.remove();
    await server?.remove();
  });

  test('every metric that it has by default is here with its type and labels', async () => {
    const vacuum = await server.connect();
    onTestFinished(() => vacuum.abandon());
    await vacuum.script('SET vacuum_cost_delay = 100; SET vacuum_cost_limit = 1');
    vacuum.query('VACUUM (DISABLE_PAGE_SKIPPING) used').catch(() => undefined);
    await waitUntil(
      async () => (await server.execute('SELECT 1 FROM pg_stat_progress_vacuum')).length > 0,
      { timeoutMs: 10_000 },
    );
    const ours = parsePage(await ourPage());
    const wrong = (await inherited(major))
      .filter(({ name }) => !Object.keys(NOT_HERE).some((start) => name.startsWith(start)))
      .flatMap((metric) => differences(metric, ours));
    expect(wrong).toEqual([]);
  });

  test('where its version 0.11 has the same metric, it has the same value', async () => {
    const exporter = await runPostgresExporter(server.uri());
    await exporter.page();
    const before = await ourPage();
    const theirs = await exporter.page();
    const after = await ourPage();
    const { compared, different } = comparePages(theirs, before, after);
    expect(different).toEqual([]);
    expect(compared).toBeGreaterThan(200);
  });

  async function ourPage(): Promise<string> {
    const target = openTarget(server, { queries: await shippedQueries() });
    const page = pageOf(await target.scrape());
    await target.close();
    return page;
  }
});

interface Inherited {
  readonly name: string;
  readonly type: string;
  readonly labels: string;
}

/** Of the table in fixtures, what is there on this version. */
async function inherited(major: number): Promise<readonly Inherited[]> {
  const file = new URL('../fixtures/inherited-metrics.tsv', import.meta.url);
  const [, ...lines] = (await readFile(file, 'utf8')).trimEnd().split('\n');
  return lines.flatMap((line) => {
    const [name = '', type = '', labels = '', versions = ''] = line.split('\t');
    const [first = 0, last = first] = versions.split('-').map(Number);
    if (versions !== 'any' && (major < first || major > last)) return [];
    return [{ name, type: TYPED_HERE[name] ?? type, labels }];
  });
}

/** The exporter's own label for the database stands beside those of the table. */
function differences(
  metric: Inherited,
  ours: ReadonlyMap<string, ParsedFamily>,
): readonly string[] {
  const { labels, name, type } = metric;
  const family = ours.get(name);
  const [sample] = family?.samples ?? [];
  if (family === undefined || sample === undefined) return [`${name} is missing`];
  const wanted = labels.split(',').filter((label) => label !== '' && label !== LABEL_OF_TARGET);
  const found = Object.keys(sample.labels).sort();
  return [
    ...(family.type === type ? [] : [`${name} is a ${family.type}, not a ${type}`]),
    ...(found.join() === wanted.sort().join()
      ? []
      : [`${name} has the labels ${found}, not ${wanted}`]),
  ];
}

const ARCHIVED = 'SELECT 1 FROM pg_stat_archiver WHERE last_archived_time IS NOT NULL';

const SCHEMA = `
CREATE TABLE used (id int PRIMARY KEY, note text) WITH (autovacuum_enabled = off);
INSERT INTO used SELECT n, repeat('x', 500) FROM generate_series(1, 2000) n;
DELETE FROM used WHERE id % 3 = 0;
SELECT count(*) FROM used;
`;

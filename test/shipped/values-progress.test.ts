import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { sharedServer } from '../helpers/shared.ts';
import { look, type Sight } from './look.ts';

const POLL = { timeout: 15_000, interval: 100 };
// A tenth of a second for each page, so that nothing ends before it is seen.
const SLOWLY =
  'SET vacuum_cost_delay = 100; SET vacuum_cost_limit = 1; SET vacuum_cost_page_miss = 10';

describe.each([13, 18] as const)('on PostgreSQL %i', (major) => {
  const server = sharedServer(major);
  let database: string;

  beforeAll(async () => {
    database = await server.createDatabase();
    await server.script(SCHEMA, { database });
  });
  afterAll(() => server.dropDatabase(database));

  /** Starts a statement that takes long, and resolves as soon as a scrape shows the metric. */
  async function caught(sql: string, metric: string, prepare = SLOWLY): Promise<Sight> {
    const session = await server.connect({ database, applicationName: 'slow' });
    onTestFinished(() => session.abandon());
    await session.script(prepare);
    session.query(sql).catch(() => undefined);
    const queries = [metric.replace(/^(pg_stat_progress_(?:[a-z]+_index|[a-z]+)).*/, '$1')];
    let seen: Sight | undefined;
    const isSeen = async () => {
      seen = await look(server, { queries, database });
      return seen.samples(metric).some(({ value }) => Number(value) > 0);
    };
    await expect.poll(isSeen, POLL).toBe(true);
    if (seen === undefined) throw new Error('Nothing was seen.');
    return seen;
  }

  test('a vacuum shows while it runs', async () => {
    const seen = await caught('VACUUM big', 'pg_stat_progress_vacuum_heap_blks_scanned');
    const table = { relname: 'big', datname: database };
    expect(seen.value('pg_stat_progress_vacuum_heap_blks', table)).toBe(blocks());
    expect(seen.value('pg_stat_progress_vacuum_heap_blks_scanned', table)).toBeLessThan(blocks());
    const phases = await look(server, { queries: ['pg_stat_progress_vacuum_phase'], database });
    const phase = (name: string) =>
      phases.value('pg_stat_progress_vacuum_phase', { ...table, phase: name });
    expect(phase('scanning heap')).toBe(1);
    expect(phase('vacuuming indexes')).toBe(0);
  });

  test('an analyze shows while it runs', async () => {
    const metric = 'pg_stat_progress_analyze_sample_blocks_scanned';
    const seen = await caught('ANALYZE big', metric);
    const [sample] = seen.samples(metric);
    const phase = expect.stringMatching(/^(?:acquiring sample rows|computing statistics)$/);
    expect(sample?.labels).toMatchObject({ relname: 'big', phase });
    expect(seen.value('pg_stat_progress_analyze_sample_blocks')).toBe(blocks());
  });

  test('an index build that waits for another session shows for how many it waits', async () => {
    const writer = await server.connect({ database });
    onTestFinished(() => writer.abandon());
    await writer.script('BEGIN; INSERT INTO big VALUES (0)');
    const metric = 'pg_stat_progress_create_index_lockers';
    const seen = await caught('CREATE INDEX CONCURRENTLY big_n ON big (n)', metric, 'SELECT 1');
    const [sample] = seen.samples(metric);
    expect(sample?.value).toBe('1');
    expect(sample?.labels).toMatchObject({
      relname: 'big',
      command: 'CREATE INDEX CONCURRENTLY',
      phase: 'waiting for writers before build',
    });
    expect(seen.value('pg_stat_progress_create_index_lockers_done')).toBe(0);
  });

  // PostgreSQL 13 has no such view.
  if (major === 13) return;

  test('a copy shows how many rows it has read', async () => {
    const metric = 'pg_stat_progress_copy_tuples_processed';
    const seen = await caught("COPY slow FROM PROGRAM 'seq 100000'", metric, 'SELECT 1');
    const [sample] = seen.samples(metric);
    expect(sample?.labels).toMatchObject({
      relname: 'slow',
      command: 'COPY FROM',
      type: 'PROGRAM',
    });
    expect(Number(sample?.value)).toBeLessThan(100_000);
    expect(seen.value('pg_stat_progress_copy_processed_bytes')).toBeGreaterThan(0);
  });
});

// Each row is longer than half a page.
const ROWS = 300;
const blocks = () => ROWS;

const SCHEMA = `
CREATE TABLE big (n int, filler text) WITH (autovacuum_enabled = off);
ALTER TABLE big ALTER filler SET STORAGE PLAIN;
INSERT INTO big SELECT n, repeat('x', 5000) FROM generate_series(1, ${ROWS}) n;
CREATE TABLE slow (n int);
CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(0.01); RETURN NEW; END';
CREATE TRIGGER wait BEFORE INSERT ON slow FOR EACH ROW EXECUTE FUNCTION wait();
`;

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { percentile } from '../../../src/benchmark/percentile.ts';
import { createDemoSchema } from '../../../src/demo/schema.ts';
import { MAJORS } from '../../helpers/servers.ts';
import { sharedServer } from '../../helpers/shared.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';
import { runMain } from '../run-main.ts';

const BENCHMARKS = [
  {
    name: 'by reference',
    class: 'single',
    sql: 'SELECT * FROM things WHERE ref = $1',
    params: ['r7'],
  },
  { name: 'slow', target: '10ms', sql: 'SELECT pg_sleep(0.03)', runs: 3 },
  {
    name: 'add',
    class: 'write',
    writes: true,
    sql: 'INSERT INTO things VALUES (0, $1)',
    params: ['x'],
  },
  { name: 'add without saying so', class: 'write', sql: "INSERT INTO things VALUES (0, 'x')" },
  { name: 'two', class: 'single', sql: 'SELECT 1; DROP TABLE things' },
];

describe.each(MAJORS)('monitor benchmarks on PostgreSQL %i', (major) => {
  const server = sharedServer(major);
  let database = '';

  beforeAll(async () => {
    database = await server.createDatabase();
    await server.script(
      `CREATE TABLE things (id int, ref text);
       INSERT INTO things SELECT i, 'r' || i FROM generate_series(1, 3000) i; ANALYZE`,
      { database },
    );
  });

  afterAll(() => server.dropDatabase(database));

  async function configured(benchmarks: readonly unknown[]) {
    const folder = await temporaryFolder();
    const file = join(folder, 'pgvitals.yaml');
    const targets = { a: { url: server.uri({ database }) } };
    await writeFile(file, JSON.stringify({ targets, benchmarks }));
    return ['--config.file', file, '--history', join(folder, 'history.json')];
  }
  const run = (argv: readonly string[]) =>
    runMain(['monitor', 'benchmarks', ...argv], { COLUMNS: '160' });

  test('holds each against its target, changes nothing, and ends with 1 for one that is slow', async () => {
    const config = await configured(BENCHMARKS);
    const { code, stdout } = await run([...config, '--runs', '5']);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^by reference +single .* ok +5 +first seen$/m);
    expect(stdout).toMatch(/^slow .* 10\.0 ms +too slow +5/m);
    expect(stdout).toMatch(/^add +write .* ok /m);
    expect(stdout).toMatch(/^add without saying so .* failed/m);
    expect(stdout).toContain('say writes: true if it is meant to change rows');
    expect(stdout).toContain('this is more than one statement; give one');
    expect(stdout).toContain(
      'reads all of public.things (3,000 rows, 136 kB); try CREATE INDEX CONCURRENTLY ON public.things (ref);',
    );
    expect(stdout).toContain('3 of 5 benchmarks failed.');
    expect(await server.execute('SELECT count(*) FROM things', { database })).toEqual([['3000']]);
  });

  test('notices another plan than last time', async () => {
    const only = ['--only', 'by reference', '--fail-on-plan-change'];
    const config = await configured(BENCHMARKS);
    const plan = async () => {
      const { code, stdout } = await run([...config, ...only]);
      return [code, / (first seen|as before|changed)$/m.exec(stdout)?.[1]];
    };
    expect(await plan()).toEqual([0, 'first seen']);
    expect(await plan()).toEqual([0, 'as before']);
    await server.script('CREATE INDEX things_ref ON things (ref); ANALYZE things', { database });
    expect(await plan()).toEqual([1, 'changed']);
    const { stdout } = await run([...config, '--only', 'by reference', '--json']);
    await server.execute('DROP INDEX things_ref', { database });
    const [outcome] = JSON.parse(stdout);
    expect(outcome.findings).toMatchObject({ indexes: ['things_ref'], sequentialScans: [] });
    expect(outcome.p50).toBeLessThanOrEqual(outcome.p95);
    expect(outcome.runs).toBe(30);
  });
});

describe('monitor benchmarks', () => {
  const server = sharedServer(MAJORS.at(-1) ?? 18);

  test('those of the package are for the shop of the demo, and are within their targets', async () => {
    const database = await server.createDatabase();
    const session = await server.connect({ database });
    await createDemoSchema(session, { now: new Date() });
    await session.close();
    const env = { DATABASE_URL: server.uri({ database }), COLUMNS: '80' };
    const history = join(await temporaryFolder(), 'history.json');
    const argv = ['monitor', 'benchmarks', '--runs', '3', '--history', history];
    const { code, stdout } = await runMain(argv, env);
    await server.dropDatabase(database);
    expect(stdout).toContain('All 7 benchmarks are within their targets.');
    expect(stdout).toContain('partitions: ');
    expect(code).toBe(0);
  });

  test('without benchmarks it says where they would be', async () => {
    const { code, stderr } = await runMain(['monitor', 'benchmarks'], {
      DATABASE_URL: server.uri(),
    });
    expect([code, stderr]).toEqual([2, expect.stringContaining('no benchmarks are configured:')]);
  });

  test.each([
    [[{ name: 'x', sql: 'SELECT 1' }], 'needs a class, whose target it is held to'],
    [[{ name: 'x', sql: 'SELECT 1', target: 'soon' }], 'expected a duration such as'],
    [[{ name: 'x', sql: 'SELECT 1', class: 'singel' }], 'did you mean "single"'],
    [[{ name: 'x', sql: 'SELECT 1', class: 'single', prams: [] }], 'did you mean "params"'],
  ])('a mistake in a benchmark is found: %j', async (benchmarks, expected) => {
    const file = join(await temporaryFolder(), 'pgvitals.yaml');
    await writeFile(file, JSON.stringify({ targets: { a: { url: server.uri() } }, benchmarks }));
    const { code, stderr } = await runMain(['monitor', 'benchmarks', '--config.file', file]);
    expect([code, stderr]).toEqual([2, expect.stringContaining(expected)]);
  });

  test('a percentile is one of the values', () => {
    const values = [5, 1, 4, 2, 3];
    expect([0.5, 0.95, 0.99, 0].map((share) => percentile(values, share))).toEqual([3, 5, 5, 1]);
  });
});

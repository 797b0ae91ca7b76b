import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { runMain } from './run-main.ts';

const BAD = fileURLToPath(new URL('../fixtures/trial/bad.yaml', import.meta.url));
const lint = (...args: readonly string[]) =>
  runMain(['catalog', 'lint', ...args], { COLUMNS: '80' });

describe('pgvitals catalog lint', () => {
  test('has nothing to say about the shipped catalog', async () => {
    expect(await lint('--strict')).toEqual({
      code: 0,
      stderr: '',
      stdout: expect.stringMatching(/^\d+ queries, no warnings\n$/),
    });
  });

  test('prints warnings with place and code, which fail with --strict only', async () => {
    const { code, stderr, stdout } = await lint(BAD);
    expect([code, stderr]).toEqual([0, '']);
    const lines = stdout.trimEnd().split('\n');
    const summary = lines.pop();
    expect(lines.length).toBeGreaterThan(3);
    for (const line of lines) expect(line).toMatch(/^\/.*\/bad\.yaml:\d+:\d+: [a-z-]+: shop_\w+: /);
    expect(summary).toBe(`4 queries, ${lines.length} warnings`);
    expect(await lint(BAD, '--strict')).toEqual({ code: 1, stderr, stdout });
  });

  test('prints problems alone where a file cannot be understood', async () => {
    const file = join(await temporaryFolder(), 'mine.yaml');
    await writeFile(file, 'one: { qurey: SELECT now() }\n');
    const { code, stdout } = await lint(file);
    expect(code).toBe(1);
    expect(stdout).toContain('mine.yaml:1:8: unknown key "qurey"');
    expect(stdout).toMatch(/\n\d+ problems\n$/);
  });

  test('estimates the series of each query', async () => {
    const { stdout } = await lint('--series');
    const line = (id: string) => stdout.split('\n').find((text) => text.startsWith(`${id} `));
    expect(line('pg_postmaster')).toMatch(/^pg_postmaster +1$/);
    expect(line('pg_stat_user_tables')).toMatch(/ 20 for each relation; at most 100000 in ea/);
    expect(line('pg_stat_activity')).toMatch(/ for each /);
    expect(line('pg_stat_statements'), 'a feed').toBeUndefined();
    expect(stdout.split('\n').filter((text) => text.length > 80)).toEqual([]);
  });

  test('gives all of it as JSON', async () => {
    const { code, stdout } = await lint(BAD, '--json', '--strict');
    const { problems, series, warnings } = JSON.parse(stdout);
    expect([code, problems]).toEqual([1, []]);
    expect(warnings).toContainEqual({
      file: BAD,
      line: 19,
      col: 7,
      code: 'column-never-comes',
      query: 'shop_rows',
      message: expect.any(String),
    });
    expect(series).toContainEqual({
      query: 'shop_rows',
      per_row: 3,
      for_each: [],
      limit: 3,
      per_database: false,
    });
  });
});

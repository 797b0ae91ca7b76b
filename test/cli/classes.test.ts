import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { sharedServer } from '../helpers/shared.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { runMain } from './run-main.ts';

describe('pgvitals classes', () => {
  const server = sharedServer(18);
  const run = (argv: readonly string[], columns = '160') =>
    runMain(['classes', ...argv], {
      DATABASE_URL: server.uri({ user: 'pgvitals' }),
      COLUMNS: columns,
    });

  beforeAll(async () => {
    await server.script(`CREATE TABLE IF NOT EXISTS class_items (id int PRIMARY KEY, note text)`);
    const session = await server.connect();
    await session.query('SELECT note AS of_classes FROM class_items WHERE id = $1', {
      values: [1],
    });
    await session.query("COMMENT ON TABLE class_items IS 'secret-of-classes'");
    await session.close();
  });

  test('lists statements with their class, and the rule that put them there', async () => {
    const { code, stdout } = await run(['--json', '--limit', '0']);
    const rows = JSON.parse(stdout) as readonly Record<string, unknown>[];
    expect(code).toBe(0);
    expect(rows.find(({ query }) => String(query).includes('of_classes'))).toMatchObject({
      class: 'single',
      rule: 'shipped rule for single',
      matched: 'select note as of_classes from class_items where id = $1',
      user: 'postgres',
      database: 'postgres',
      calls: expect.any(Number),
    });
    expect(stdout).not.toContain('secret-of-classes');
  });

  test('sums each class up first, and fits the terminal', async () => {
    const { stdout } = await run(['--limit', '3'], '80');
    const lines = stdout.split('\n');
    expect(lines[0]).toMatch(/^class +target +statements +calls +total +mean$/);
    expect(lines.find((line) => line.startsWith('single '))).toMatch(/51\.0 ms/);
    expect(stdout).toMatch(/\n\d+ more; --limit 0 shows all of them\.\n$/);
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
  });

  test('with --class shows that one only, and knows the names', async () => {
    const { stdout } = await run(['--class', 'single', '--csv']);
    const [, ...rows] = stdout.trim().split(/\r?\n/);
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.filter((row) => !row.startsWith('single,'))).toEqual([]);
    const { code, stderr } = await run(['--class', 'sinlge']);
    expect([code, stderr]).toEqual([
      2,
      expect.stringContaining('there is no class "sinlge"; did you mean "single"?'),
    ]);
  });

  test('with --sql tries a rule of the configuration without a server', async () => {
    const folder = await temporaryFolder();
    const file = join(folder, 'pgvitals.yaml');
    await writeFile(
      file,
      'statements:\n  rules:\n    - { class: audit, text: "from audit_", user: [aud*] }\n  targets: { audit: 2s }\n',
    );
    const argv = [
      'classes',
      '--config.file',
      file,
      '--sql',
      'SELECT 1 FROM audit_log WHERE id = 5',
    ];
    const plain = await runMain(argv, {});
    expect(plain.stdout).toContain('class    single\n');
    const asked = await runMain([...argv, '--user', 'auditor'], {});
    expect(asked.stdout).toBe(
      'class    audit\nbecause  rule 1 of the configuration\nmatched  from audit_\nseen as  select 1 from audit_log where id = 5\n',
    );
  });

  test('a rule that is no regular expression, or has no condition, is refused with its place', async () => {
    const folder = await temporaryFolder();
    const file = join(folder, 'pgvitals.yaml');
    await writeFile(
      file,
      'statements:\n  rules:\n    - { class: a, text: "(" }\n    - { class: b }\n',
    );
    const { code, stderr } = await runMain(
      ['classes', '--config.file', file, '--sql', 'SELECT'],
      {},
    );
    expect(code).toBe(2);
    expect(stderr).toContain(`${file}:3:25: statements.rules.0.text: is not a regular expression`);
    expect(stderr).toContain(`${file}:4:7: statements.rules.1: has no condition`);
  });
});

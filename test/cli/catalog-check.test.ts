import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { runMain } from './run-main.ts';

const FOLDER = fileURLToPath(new URL('../fixtures/catalog', import.meta.url));

describe('pgvitals catalog check', () => {
  test('looks at the shipped catalog when no file is named', async () => {
    const { code, stderr, stdout } = await runMain(['catalog', 'check']);
    expect({ code, stderr, stdout }).toEqual({
      code: 0,
      stderr: '',
      stdout: expect.stringMatching(/^\d+ queries with \d+ metrics, no problems\n$/),
    });
  });

  test('prints every mistake with its place and counts them', async () => {
    const file = `${FOLDER}/several-mistakes-of-meaning.yaml`;
    const { code, stderr, stdout } = await runMain(['catalog', 'check', file]);
    expect([code, stderr]).toEqual([1, '']);
    const lines = stdout.trimEnd().split('\n');
    expect(lines.pop()).toBe('4 problems');
    expect(lines).toHaveLength(4);
    for (const line of lines)
      expect(line).toMatch(/^.*\/several-mistakes-of-meaning\.yaml:\d+:\d+: /);
  });

  test('counts one mistake as one', async () => {
    const { code, stdout } = await runMain(['catalog', 'check', `${FOLDER}/bad-ttl.yaml`]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/\n1 problem\n$/);
  });

  test('takes folders and several files', async () => {
    const { code, stdout } = await runMain(['catalog', 'check', FOLDER, '/nowhere.yaml']);
    expect(code).toBe(1);
    expect(stdout).toContain('/nowhere.yaml:1:1: cannot be read: ENOENT');
    expect(stdout).toContain('/bad-ttl.yaml:4:8: ');
  });
});

import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { prometheusBinary } from '../helpers/prometheus-binary.ts';

const FOLDER = join(import.meta.dirname, '../../prometheus');

describe('the shipped rules', () => {
  test.each(readdirSync(join(FOLDER, 'rules')))('%s is what Prometheus reads', async (file) => {
    expect(await promtool('check', 'rules', join(FOLDER, 'rules', file))).toMatch(
      /SUCCESS: \d+ rules/,
    );
  });

  test.each(readdirSync(join(FOLDER, 'tests')))(
    '%s: each fires and keeps quiet where it should',
    async (file) => {
      expect(await promtool('test', 'rules', join(FOLDER, 'tests', file))).toMatch(
        /^ {2}SUCCESS$/m,
      );
    },
  );
});

/** What it says; rejects with that when it finds something wrong. */
async function promtool(...args: readonly string[]): Promise<string> {
  const program = await prometheusBinary('promtool');
  const { stdout, stderr } = await promisify(execFile)(program, args, { maxBuffer: 1e8 }).catch(
    (error: { readonly stdout: string; readonly stderr: string }) => {
      throw new Error(
        `promtool ${args.join(' ')}:\n${error.stdout}${error.stderr}`.slice(0, 10_000),
      );
    },
  );
  return stdout + stderr;
}

import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { LINT_CODES } from '../../src/catalog/lint/codes.ts';

test('docs/catalog.md explains every code of the linter, and no other', async () => {
  const file = fileURLToPath(new URL('../../docs/catalog.md', import.meta.url));
  const [, table = ''] =
    /\n\| code \| \|\n\|---\|---\|\n((?:\|.*\n)+)/.exec(await readFile(file, 'utf8')) ?? [];
  expect([...table.matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, code]) => code)).toEqual(LINT_CODES);
});

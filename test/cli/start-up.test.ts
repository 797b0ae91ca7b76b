import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';

const MAIN = join(import.meta.dirname, '..', '..', 'src', 'cli', 'bin.ts');

test('--help loads no command, and no package but that for flags: it took half a second', async () => {
  const loaded = await loadedBy(MAIN, new Set());
  const packages = [...loaded].filter((name) => !name.startsWith('/') && !name.startsWith('node:'));
  expect(packages).toEqual(['commander']);
  const folder = dirname(MAIN);
  expect(loaded).toContain(join(folder, 'commands.ts'));
  expect(loaded).not.toContain(join(folder, 'queries.ts'));
});

/** Files and packages that a file loads before anything in it runs. */
async function loadedBy(file: string, seen: Set<string>): Promise<Set<string>> {
  const text = await readFile(file, 'utf8');
  for (const [, names = '', from = ''] of text.matchAll(IMPORT)) {
    const onlyTypes = names.split(',').every((name) => /^\s*(type\s|$)/.test(name));
    if (onlyTypes && names !== '') continue;
    const path = from.startsWith('.') ? join(dirname(file), from) : from;
    if (seen.has(path)) continue;
    seen.add(path);
    if (path.startsWith('/')) await loadedBy(path, seen);
  }
  return seen;
}

/** Not `import type`, nor a call of import(). */
const IMPORT = /^import (?!type\b)(?:\{([^}]*)\} from )?'([^']+)'/gm;

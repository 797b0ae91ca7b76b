import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');
const source = join(root, 'src');

interface SourceFile {
  readonly path: string;
  readonly folder: string;
  readonly lines: number;
  /** Files of src that it imports when it runs. */
  readonly runtime: readonly string[];
  /** These, and those whose types it imports. */
  readonly all: readonly string[];
  readonly packages: readonly string[];
}

const IMPORT = /(?:^|\n)(?:import|export)\s+(type\s+)?(?:[^'";]*?\sfrom\s+)?'([^']+)'/g;

const files = readSources();
const allowed = readTable();

describe('the structure of src', () => {
  it('has exactly the folders of the table in docs/architecture.md', () => {
    expect([...new Set(files.map(({ folder }) => folder))].sort()).toEqual(
      [...allowed.keys()].sort(),
    );
  });

  it('imports only what that table allows', () => {
    const forbidden = files.flatMap(({ all, folder, path }) =>
      all
        .filter((other) => folderOf(other) !== folder)
        .filter((other) => !allowed.get(folder)?.includes(folderOf(other)))
        .map((other) => `${path} -> ${other}`),
    );
    expect(forbidden).toEqual([]);
  });

  it('has no cycle among files', () => {
    expect(findCycle()).toEqual([]);
  });

  it('imports pg in src/target only', () => {
    const importers = files.filter(({ packages }) => packages.includes('pg'));
    expect(importers.length).toBeGreaterThan(0);
    expect(importers.filter(({ folder }) => folder !== 'target')).toEqual([]);
  });

  it('keeps files short: none over 250 lines, half of them under 80', () => {
    const lengths = files.map(({ lines }) => lines).sort((a, b) => a - b);
    expect(files.filter(({ lines }) => lines > 250).map(({ path }) => path)).toEqual([]);
    expect(lengths[Math.floor(lengths.length / 2)]).toBeLessThanOrEqual(80);
  });
});

function readSources(): readonly SourceFile[] {
  const names = readdirSync(source, { recursive: true, encoding: 'utf8' });
  return names
    .filter((name) => name.endsWith('.ts'))
    .map((name) => {
      const text = readFileSync(join(source, name), 'utf8');
      const imports = [...text.matchAll(IMPORT)].map(([, type, from = '']) => ({ type, from }));
      const local = imports.filter(({ from }) => from.startsWith('.'));
      const resolve = (from: string) =>
        relative(source, join(source, dirname(name), from))
          .split(sep)
          .join('/');
      return {
        path: name.split(sep).join('/'),
        folder: folderOf(name.split(sep).join('/')),
        lines: text.split('\n').length - 1,
        runtime: local.filter(({ type }) => type === undefined).map(({ from }) => resolve(from)),
        all: local.map(({ from }) => resolve(from)),
        packages: imports.filter(({ from }) => !from.startsWith('.')).map(({ from }) => from),
      };
    });
}

function folderOf(path: string): string {
  return path.split('/')[0] ?? '';
}

function readTable(): ReadonlyMap<string, readonly string[]> {
  const text = readFileSync(join(root, 'docs', 'architecture.md'), 'utf8');
  const block = /```text\nfolder +may import +purpose\n([\s\S]*?)```/.exec(text)?.[1] ?? '';
  const rows = block.trim().split('\n');
  return new Map(
    rows.map((row) => {
      const [folder = '', imports = ''] = row.split(/ {2,}/);
      return [folder, imports === '-' ? [] : imports.split(' ')] as const;
    }),
  );
}

/** The files of one cycle, or none. */
function findCycle(): readonly string[] {
  const imports = new Map(files.map(({ path, runtime }) => [path, runtime]));
  const finished = new Set<string>();
  const visit = (path: string, trail: readonly string[]): readonly string[] => {
    if (trail.includes(path)) return [...trail.slice(trail.indexOf(path)), path];
    if (finished.has(path)) return [];
    for (const next of imports.get(path) ?? []) {
      const cycle = visit(next, [...trail, path]);
      if (cycle.length > 0) return cycle;
    }
    finished.add(path);
    return [];
  };
  for (const { path } of files) {
    const cycle = visit(path, []);
    if (cycle.length > 0) return cycle;
  }
  return [];
}

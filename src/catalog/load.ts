import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FileError, type Problem } from '../yaml/problem.ts';
import { findConflicts } from './conflicts.ts';
import { parseCatalog } from './parse.ts';
import type { CatalogQuery } from './query.ts';

/** The catalog that comes with the package. */
export const SHIPPED_CATALOG = fileURLToPath(new URL('../../queries.yaml', import.meta.url));

/**
 * Reads catalog files and folders; a query of a later file replaces one of the same name.
 * @throws FileError with every problem of every file
 */
export async function loadCatalog(
  paths: readonly string[],
  disabled: readonly string[] = [],
): Promise<readonly CatalogQuery[]> {
  const { queries, problems } = await readCatalog(paths, disabled);
  if (problems.length > 0) throw new FileError(problems);
  return queries;
}

export interface ReadCatalog {
  readonly queries: readonly CatalogQuery[];
  /** Of all queries, those that are switched off, too. */
  readonly ids: readonly string[];
  readonly problems: readonly Problem[];
}

/** The same, with the problems as data. */
export async function readCatalog(
  paths: readonly string[],
  disabled: readonly string[] = [],
): Promise<ReadCatalog> {
  const files = (await Promise.all(paths.map(filesOf))).flat();
  const parsed = await Promise.all(files.map(parseFile));
  const byId = new Map<string, CatalogQuery | undefined>();
  for (const { queries } of parsed) for (const [id, query] of queries) byId.set(id, query);
  const ids = [...byId.keys()];
  for (const id of disabled) byId.delete(id);
  const queries = [...byId.values()].filter((query) => query !== undefined);
  const problems = parsed.flatMap((file) => file.problems);
  return { queries, ids, problems: problems.length > 0 ? problems : findConflicts(queries) };
}

async function filesOf(path: string): Promise<readonly string[]> {
  const info = await stat(path).catch(() => undefined);
  if (!info?.isDirectory()) return [path];
  const names = await readdir(path);
  return names
    .filter((name) => /\.ya?ml$/.test(name))
    .sort()
    .map((name) => join(path, name));
}

async function parseFile(file: string): Promise<ReturnType<typeof parseCatalog>> {
  try {
    return parseCatalog(file, await readFile(file, 'utf8'));
  } catch (error) {
    const message = `cannot be read: ${(error as Error).message}`;
    return { queries: new Map(), problems: [{ file, line: 1, col: 1, message }] };
  }
}

import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FileError, type Problem } from '../yaml/problem.ts';
import { findConflicts } from './conflicts.ts';
import type { CatalogPath, Dialect, ForeignOptions, ParsedFile } from './dialects/dialect.ts';
import { parseFile } from './parse-file.ts';
import type { CatalogQuery } from './query.ts';

/** The catalog that comes with the package. */
export const SHIPPED_CATALOG = fileURLToPath(new URL('../../queries.yaml', import.meta.url));

/**
 * Reads catalog files and folders; a query of a later file replaces one of the same name.
 * @throws FileError with every problem of every file
 */
export async function loadCatalog(
  paths: readonly (string | CatalogPath)[],
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
  /** Every file that was read, and whose format it has. */
  readonly files: readonly { readonly file: string; readonly dialect: Dialect }[];
  readonly problems: readonly Problem[];
  /** What has no effect in files of other exporters; no reason to refuse them. */
  readonly warnings: readonly Problem[];
}

/** The same, with the problems as data. */
export async function readCatalog(
  paths: readonly (string | CatalogPath)[],
  disabled: readonly string[] = [],
): Promise<ReadCatalog> {
  const files = (await Promise.all(paths.map(filesOf))).flat();
  const parsed = await Promise.all(files.map(readOne));
  const byId = new Map<string, CatalogQuery | undefined>();
  for (const { queries } of parsed) for (const [id, query] of queries) byId.set(id, query);
  const ids = [...byId.keys()];
  for (const id of disabled) byId.delete(id);
  const queries = [...byId.values()].filter((query) => query !== undefined);
  const problems = parsed.flatMap((file) => file.problems);
  const warnings = parsed.flatMap((file) => file.warnings);
  const conflicts = problems.length > 0 ? [] : findConflicts(queries);
  const found = (fatal: boolean) =>
    conflicts
      .filter((conflict) => conflict.fatal === fatal)
      .map(({ col, file, line, message }) => ({ file, line, col, message }));
  return {
    queries,
    ids,
    files: files.map(({ file }, index) => ({ file, dialect: parsed[index]?.dialect ?? 'native' })),
    problems: [...problems, ...found(true)],
    warnings: [...warnings, ...found(false)],
  };
}

interface FileToRead {
  readonly file: string;
  readonly options: ForeignOptions;
}

async function filesOf(entry: string | CatalogPath): Promise<readonly FileToRead[]> {
  const options = typeof entry === 'string' ? optionsOf(entry) : entry;
  const { path } = options;
  const info = await stat(path).catch(() => undefined);
  if (!info?.isDirectory()) return [{ file: path, options: { ...options, rank: 0 } }];
  const names = await readdir(path);
  return names
    .filter((name) => /\.ya?ml$/.test(name))
    .sort()
    .map((name, index) => ({ file: join(path, name), options: { ...options, rank: index + 1 } }));
}

/** Nobody needs to find out the dialect of our own catalog. */
function optionsOf(path: string): CatalogPath {
  return path === SHIPPED_CATALOG ? { path, dialect: 'native' } : { path };
}

async function readOne({ file, options }: FileToRead): Promise<ParsedFile> {
  try {
    return parseFile(file, await readFile(file, 'utf8'), options);
  } catch (error) {
    const message = `cannot be read: ${(error as Error).message}`;
    const problems = [{ file, line: 1, col: 1, message }];
    return { dialect: 'native', queries: new Map(), problems, warnings: [] };
  }
}

import { readFile } from 'node:fs/promises';
import type { CatalogQuery } from '../catalog/query.ts';

/** The content of every file that the queries come from. */
export async function readTexts(
  queries: readonly CatalogQuery[],
): Promise<ReadonlyMap<string, string>> {
  const files = [...new Set(queries.map(({ source }) => source.file))];
  return new Map(
    await Promise.all(files.map(async (file) => [file, await readFile(file, 'utf8')] as const)),
  );
}

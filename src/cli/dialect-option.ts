import { Option } from 'commander';
import { type CatalogPath, DIALECTS, type Dialect } from '../catalog/dialects/dialect.ts';

export interface DialectFlags {
  readonly dialect?: Dialect;
}

export function dialectOption(): Option {
  const description = 'whose format the files have; found out for each if absent';
  return new Option('--dialect <name>', description).choices(DIALECTS);
}

/** The files, each with the dialect that was said. */
export function withDialect(
  files: readonly string[],
  { dialect }: DialectFlags,
): readonly (string | CatalogPath)[] {
  return dialect === undefined ? files : files.map((path) => ({ path, dialect }));
}

import type { Path } from '../../yaml/problem.ts';
import type { CatalogQuery, Source } from '../query.ts';
import type { ForeignOptions } from './dialect.ts';
import type { Notes } from './fields.ts';

/** A file of another exporter, as YAML gave it. */
export interface ForeignFile extends Notes {
  readonly entries: Readonly<Record<string, unknown>>;
  readonly options: ForeignOptions;
  readonly sourceOf: (path: Path) => Source;
}

/** Its queries by their names; undefined is one that is switched off. */
export type ForeignQueries = ReadonlyMap<string, CatalogQuery | undefined>;

import type { Problem } from '../../yaml/problem.ts';
import type { CatalogQuery } from '../query.ts';

/** Whose format a catalog file has. */
export const DIALECTS = ['native', 'postgres_exporter', 'pg_exporter', 'cloudnative_pg'] as const;
export type Dialect = (typeof DIALECTS)[number];

/** A catalog file or folder, and how to read it. */
export interface CatalogPath {
  readonly path: string;
  /** Found out for each file when absent. */
  readonly dialect?: Dialect;
  /**
   * postgres_exporter: what stands for the first `pg` of a metric name; cloudnative_pg: what stands
   * in front of it, `cnpg_` unless given. The other dialects have none.
   */
  readonly prefix?: string;
  /** postgres_exporter: whether series have the label `server`; true unless given. */
  readonly serverLabel?: boolean;
  /** Where queries run that are not once for each server; `main` unless given. */
  readonly databases?: 'main' | 'all';
}

/** What a foreign file needs to know besides its text. */
export interface ForeignOptions extends CatalogPath {
  /** Position of the file in its folder, from 1; 0 when it was named itself. */
  readonly rank: number;
}

export interface ParsedFile {
  readonly dialect: Dialect;
  /** undefined: switched off. */
  readonly queries: ReadonlyMap<string, CatalogQuery | undefined>;
  readonly problems: readonly Problem[];
  /** What has no effect or may not be meant; the file can be used all the same. */
  readonly warnings: readonly Problem[];
}

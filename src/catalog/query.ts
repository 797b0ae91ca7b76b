import type { LintCode } from './lint/codes.ts';
import type { VersionRange } from './version-range.ts';

/** One entry of a catalog file, checked and with every default filled in. */
export interface CatalogQuery {
  /** The key in the file; unique over all files, a later file overrides. */
  readonly id: string;
  /** Start of every metric name; the id unless `name` is given. */
  readonly prefix: string;
  readonly description: string;
  /** What somebody wants to know who looks at these metrics. */
  readonly question?: string;
  readonly category: Category;
  /** server: once per server. database: once in every discovered database. */
  readonly scope: Scope;
  readonly requires: Requirements;
  /** 0: on every scrape. Otherwise at most once per so many milliseconds. */
  readonly ttlMs: number;
  readonly timeoutMs: number;
  readonly maxSeries: number;
  /** What `catalog lint` finds here is meant to be so. */
  readonly lint?: readonly LintCode[];
  /** The first variant whose condition holds is run. */
  readonly variants: readonly SqlVariant[];
  readonly columns: readonly Column[];
  readonly source: Source;
}

export const CATEGORIES = ['realtime', 'trend', 'alert', 'benchmark'] as const;
export type Category = (typeof CATEGORIES)[number];

export const SCOPES = ['server', 'database'] as const;
export type Scope = (typeof SCOPES)[number];

export const ROLES = ['primary', 'standby', 'any'] as const;
export type Role = (typeof ROLES)[number];

export interface Requirements {
  readonly version?: VersionRange;
  readonly role: Role;
  readonly extensions: readonly ExtensionRequirement[];
  /** Roles whose privileges the exporter's own role must have. */
  readonly privileges: readonly string[];
  /** SQL that must return one true row. */
  readonly predicate?: string;
}

export interface ExtensionRequirement {
  readonly name: string;
  readonly version?: VersionRange;
}

export interface SqlVariant {
  /** The condition as it stands in the file, '' where there is only one variant. */
  readonly when: string;
  /** Of the server, or of `extension` where that is given. */
  readonly version?: VersionRange;
  readonly extension?: string;
  readonly sql: string;
}

export const USAGES = ['LABEL', 'NAME', 'GAUGE', 'COUNTER', 'HISTOGRAM', 'DISCARD'] as const;
export type Usage = (typeof USAGES)[number];

export interface Column {
  /** Name in the result of the query. */
  readonly column: string;
  readonly usage: Usage;
  /** Label name for LABEL, full metric name for the others. */
  readonly name: string;
  readonly description: string;
  /** Factor that is applied to every value. */
  readonly scale?: number;
  /** Value that stands for NULL. */
  readonly default?: string;
}

/** Where in which file something was said; line and col count from 1. */
export interface Source {
  readonly file: string;
  readonly line: number;
  readonly col: number;
}

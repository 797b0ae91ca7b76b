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
  /**
   * server: once per server. database: once in every discovered database. pgbouncer: once on the
   * console of a PgBouncer, and not on PostgreSQL.
   */
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
  /** Where unqualified names are looked up, after pg_catalog and before the extensions needed. */
  readonly schemas: readonly string[];
  /** Lists of the target's configuration that the statement takes, as JSON, for $1, $2 ... */
  readonly parameters?: readonly Parameter[];
  /** Globs of the databases that a query of scope database is for; all of them when absent. */
  readonly databases?: readonly string[];
  /** false: no label datname from outside, though the scope is database. */
  readonly databaseLabel?: false;
  /** Name of a label that has the host and port of the server. */
  readonly addressLabel?: string;
  /** Columns of the result that are not declared: metrics of no type, or a reason to fail. */
  readonly undeclared?: 'untyped' | 'refused';
  /** Order within one database, lower first; 100 when absent. */
  readonly priority?: number;
  /** In a database where it fails, the other queries of this group are not run. */
  readonly fatalTo?: string;
  readonly group?: string;
  /** Who takes the rows as they are; they do not become metrics of their own then. */
  readonly feed?: Feed;
  /** Asked only while such a command runs somewhere on the server; there are no rows otherwise. */
  readonly while?: ProgressCommand;
  /** The rows become one row, with a column for each of them. */
  readonly pivot?: Pivot;
}

/** Of a result with one value in each row: the columns with the name and with the value. */
export interface Pivot {
  readonly name: string;
  readonly value: string;
}

/** The commands that PostgreSQL reports progress of, as pg_stat_get_progress_info names them. */
export const PROGRESS_COMMANDS = [
  'VACUUM',
  'ANALYZE',
  'CREATE INDEX',
  'CLUSTER',
  'COPY',
  'BASEBACKUP',
] as const;
export type ProgressCommand = (typeof PROGRESS_COMMANDS)[number];

/** core_tables: of the target's configuration. asked: given by who asks for the rows. */
export const PARAMETERS = ['core_tables', 'asked'] as const;
export type Parameter = (typeof PARAMETERS)[number];
export type Parameters = Readonly<Partial<Record<Parameter, readonly string[]>>>;

/**
 * statements: the counters of pg_stat_statements, on every scrape. statement_texts and
 * statement_names: what those leave out, when it is missing. monitor_statements and monitor_texts:
 * the same of pg_stat_monitor. console: for the command line only.
 */
export const FEEDS = [
  'statements',
  'statement_texts',
  'statement_names',
  'monitor_statements',
  'monitor_texts',
  'console',
] as const;
export type Feed = (typeof FEEDS)[number];

export const CATEGORIES = ['realtime', 'trend', 'alert', 'benchmark'] as const;
export type Category = (typeof CATEGORIES)[number];

export const SCOPES = ['server', 'database', 'pgbouncer'] as const;
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
  /** Further ones, asked in turn until one is not true. */
  readonly predicates?: readonly Predicate[];
  /** Names of which the exporter's role must be one. */
  readonly users?: readonly string[];
  /** Tags that the target must have, and those that it must not have. */
  readonly tags?: readonly string[];
  readonly withoutTags?: readonly string[];
}

export interface Predicate {
  readonly name: string;
  readonly sql: string;
  /** The answer holds for so long; 0: asked each time. */
  readonly ttlMs: number;
  /**
   * first_row: only the first row counts. one_boolean: any other shape is a failure of the query.
   */
  readonly answer: 'first_row' | 'one_boolean';
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

/** FIELD: a column of the rows of a feed. */
export const USAGES = [
  'LABEL',
  'NAME',
  'GAUGE',
  'COUNTER',
  'HISTOGRAM',
  'DISCARD',
  'FIELD',
] as const;
/** UNTYPED is not for files: it is what undeclared columns become. */
export type Usage = (typeof USAGES)[number] | 'UNTYPED';

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
  /** The value of every row; the result need not have the column. */
  readonly constant?: string;
  /** Values that stand for words; another word is not a number. */
  readonly words?: ReadonlyMap<string, string>;
  /** Text such as 1h2m3.5s, to be given in whole milliseconds. */
  readonly duration?: true;
  /**
   * With HISTOGRAM: upper bounds in rising order. Every row is one observation then, and the
   * histogram is given as gauges, since it starts anew with each run.
   */
  readonly bounds?: readonly string[];
  /**
   * Values as Go's drivers hand them on: a timestamp is whole Unix seconds and a boolean true or
   * false, in labels too, and scale is for numbers only.
   */
  readonly goValues?: true;
}

/** Where in which file something was said; line and col count from 1. */
export interface Source {
  readonly file: string;
  readonly line: number;
  readonly col: number;
}

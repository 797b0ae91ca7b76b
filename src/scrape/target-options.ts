import type { CatalogQuery, Parameters } from '../catalog/query.ts';
import type { Labels } from '../metrics/label-text.ts';
import type { StatementOptions } from '../statements/statement-options.ts';
import type { Connection, ConnectOptions } from '../target/connection.ts';
import type { TargetKind } from '../target/target-kind.ts';

/** One server to scrape: where it is, what to ask it, and how much it may be asked. */
export interface TargetOptions {
  readonly name: string;
  /** postgresql when absent. */
  readonly kind?: TargetKind;
  /** On every series of the target. */
  readonly labels: Labels;
  /** Those for another kind of target are left out. */
  readonly queries: readonly CatalogQuery[];
  /** Lists that queries may take; empty when absent. */
  readonly parameters?: Parameters;
  /** What queries may require the target to have; none when absent. */
  readonly tags?: readonly string[];
  /** Query classes and single statements; without it, no feed of pg_stat_statements is read. */
  readonly statements?: StatementOptions;
  /** Asked before each scrape and each new session, as credentials may rotate. */
  readonly connectOptions: () => Promise<ConnectOptions>;
  readonly connect: (options: ConnectOptions, signal: AbortSignal) => Promise<Connection>;
  /** Of the discovered databases, those to look into; the main one always is. */
  readonly wantsDatabase: (name: string) => boolean;
  /** Of all tables, those whose series are given; all when absent. */
  readonly wantsTable?: (schema: string, table: string) => boolean;
  readonly limits: TargetLimits;
  readonly now: () => number;
  readonly log: ScrapeLog;
  /** Told once for each scrape, however many asked for it. */
  readonly onScrape: (seconds: number) => void;
}

export interface TargetLimits {
  /** Sessions with the server at any time, over all its databases. */
  readonly connections: number;
  readonly connectionMaxAgeMs: number;
}

export interface ScrapeLog {
  info(fields: Readonly<Record<string, unknown>>, message: string): void;
  warn(fields: Readonly<Record<string, unknown>>, message: string): void;
}

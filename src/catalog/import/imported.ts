import type { Problem } from '../../yaml/problem.ts';

/** A query as our own catalog files have it. */
export interface NativeQuery {
  readonly description: string;
  readonly category: 'trend';
  readonly name: string;
  readonly scope?: 'database';
  readonly requires?: { readonly version?: string; readonly role?: string };
  readonly ttl?: string;
  readonly timeout: string;
  readonly query: string | Readonly<Record<string, string>>;
  readonly metrics: readonly Readonly<Record<string, NativeColumn>>[];
}

export interface NativeColumn {
  readonly usage: 'LABEL' | 'GAUGE' | 'COUNTER';
  readonly rename?: string;
  readonly description: string;
}

export interface Imported {
  readonly queries: ReadonlyMap<string, NativeQuery>;
  /** What could not be carried over. */
  readonly notes: readonly Problem[];
  /** Why nothing of the file can be used. */
  readonly refusals: readonly Problem[];
}

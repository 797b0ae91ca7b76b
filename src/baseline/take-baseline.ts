import { classLatencies } from '../console/live/class-latency.ts';
import type { LiveInterval } from '../console/live/live-reading.ts';
import { overview } from '../console/live/overview.ts';
import { sampleRows } from '../console/sample-rows.ts';
import { sortRows } from '../console/sort-rows.ts';
import type { Family } from '../metrics/family.ts';
import type { Baseline } from './baseline.ts';

/** Catalog queries that a baseline needs besides those of the live view. */
export const BASELINE_QUERIES = [
  'pg_stat_database',
  'pg_database_size',
  'pg_stat_user_tables',
  'pg_stat_user_tables_size',
] as const;

export interface BaselineInput {
  readonly name: string;
  readonly target: string;
  readonly at: string;
  readonly version: string;
  readonly role: string;
  /** A short time of watching: rates and latencies are of this. */
  readonly interval: LiveInterval;
  readonly families: readonly Family[];
  readonly textOf: (statement: LiveInterval['now']['statements'][number]) => string;
}

const MOST_TABLES = 200;
export const MOST_STATEMENTS = 100;

export function takeBaseline(input: BaselineInput): Baseline {
  const { at, families, interval, name, role, target, textOf, version } = input;
  const now = overview(interval);
  const tables = tablesOf(families, role === 'standby');
  // What pgvitals itself asks is no news of the server.
  const latencies = classLatencies(interval).filter((one) => one.name !== 'monitoring');
  const sum = (values: readonly (number | null)[]) =>
    values.reduce<number>((total, value) => total + (value ?? 0), 0);
  return {
    format: 1,
    name,
    target,
    at,
    version,
    role,
    connections: now.connections,
    maxConnections: now.maxConnections,
    transactionsPerSecond:
      now.commitsPerSecond === null ? null : now.commitsPerSecond + (now.rollbacksPerSecond ?? 0),
    deadRows: role === 'standby' ? null : sum(tables.map(({ dead }) => dead)),
    liveRows: role === 'standby' ? null : sum(tables.map(({ rows }) => rows)),
    databases: databasesOf(families),
    tables: sortRows(tables, ({ bytes }) => bytes)
      .slice(0, MOST_TABLES)
      .map(({ dead: _, ...table }) => table),
    classes: latencies.map((one) => ({
      name: one.name,
      meanSeconds: one.meanSeconds,
      p95Seconds: one.p95Seconds,
    })),
    statements: topStatements(interval)
      .map((row) => ({
        queryid: row.queryid,
        user: row.user,
        database: row.database,
        calls: row.calls,
        seconds: row.seconds,
        text: textOf(row),
      }))
      .filter(({ text }) => !text.includes('/* pgvitals:')),
  };
}

/** The statements whose texts a baseline keeps. */
export function topStatements({ now }: LiveInterval) {
  return sortRows(now.statements, ({ seconds }) => seconds).slice(0, MOST_STATEMENTS);
}

function databasesOf(families: readonly Family[]): Baseline['databases'] {
  return sampleRows(families, ['datname'], {
    bytes: 'pg_database_size_bytes',
    hit: 'pg_stat_database_blks_hit',
    read: 'pg_stat_database_blks_read',
  })
    .filter(({ bytes, datname }) => datname !== '' && bytes !== null)
    .map(({ datname, ...row }) => ({ database: datname, ...row }));
}

/** A standby does not count rows: what it has for them is zero, and wrong. */
function tablesOf(families: readonly Family[], isStandby: boolean) {
  return sampleRows(families, ['datname', 'schemaname', 'relname'], {
    bytes: 'pg_stat_user_tables_table_size_bytes',
    rows: 'pg_stat_user_tables_n_live_tup',
    dead: 'pg_stat_user_tables_n_dead_tup',
    seqScans: 'pg_stat_user_tables_seq_scan',
  }).map(({ datname, relname, schemaname, ...row }) => ({
    database: datname,
    schema: schemaname,
    table: relname,
    ...row,
    ...(isStandby ? { rows: null, dead: null } : {}),
  }));
}

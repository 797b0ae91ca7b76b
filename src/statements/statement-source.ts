/**
 * Who counts statements. auto: pg_stat_statements, with the latency buckets of pg_stat_monitor where
 * that is there, too; pg_stat_monitor where it is alone.
 */
export const STATEMENT_SOURCES = ['auto', 'pg_stat_statements', 'pg_stat_monitor'] as const;
export type StatementSource = (typeof STATEMENT_SOURCES)[number];

import { findInSql, type Rule } from '../finding.ts';

/** Times that are not those of the query. */
export const clockRule: Rule = (_query, statements) =>
  findInSql(
    statements,
    /\b(now\s*\(\s*\)|current_timestamp|transaction_timestamp\s*\(|localtimestamp)/i,
    (word) => ({
      code: 'now-is-old',
      message: `${word.replace(/\s*\($/, '()')} is when the transaction began, on PostgreSQL 13 and 14 that of the whole scrape; use clock_timestamp()`,
    }),
  );

/** What ordinary roles may not call, or see empty. */
export const privilegeRule: Rule = ({ requires }, statements) => {
  if (requires.privileges.length > 0) return [];
  const refused = findInSql(statements, REFUSED, (word) => ({
    code: 'privilege-not-required',
    message: `${word} is refused to ordinary roles; add requires: { privilege: pg_monitor }`,
  }));
  const hidden = findInSql(
    statements.filter(
      ({ masked, sources }) =>
        sources.some(({ name }) => HIDDEN.test(name)) && HIDDEN_COLUMNS.test(masked),
    ),
    HIDDEN_COLUMNS,
    (word) => ({
      code: 'privilege-not-required',
      message: `${word} is NULL for sessions of other roles unless one may see it; add requires: { privilege: pg_read_all_stats }`,
    }),
  );
  return refused.length > 0 ? refused : hidden;
};

const REFUSED =
  /\b(pg_ls_(?:waldir|logdir|tmpdir|archive_statusdir|dir)|pg_shmem_allocations|pg_backend_memory_contexts|pg_read_(?:binary_)?file|pg_stat_file|pg_hba_file_rules|pg_file_settings)\b/i;
const HIDDEN =
  /^(?:pg_stat_activity|pg_stat_get_activity|pg_stat_replication|pg_stat_wal_receiver|pg_stat_ssl|pg_stat_progress_\w+)$/;
const HIDDEN_COLUMNS =
  /\b(state|xact_start|query_start|state_change|wait_event|wait_event_type|backend_xmin|backend_xid|backend_type|(?:sent|write|flush|replay)_(?:lsn|lag)|relid)\b/i;

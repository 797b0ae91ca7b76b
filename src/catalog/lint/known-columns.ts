/** Columns of PostgreSQL's statistics views that only ever grow, until somebody resets them. */
export const GROWING_COLUMNS: ReadonlySet<string> = words(`
  xact_commit xact_rollback blks_read blks_hit tup_returned tup_fetched tup_inserted tup_updated tup_deleted
  conflicts temp_files temp_bytes deadlocks blk_read_time blk_write_time session_time active_time
  idle_in_transaction_time sessions_abandoned sessions_fatal sessions_killed checksum_failures
  seq_scan seq_tup_read idx_scan idx_tup_read idx_tup_fetch n_tup_ins n_tup_upd n_tup_del n_tup_hot_upd
  n_tup_newpage_upd vacuum_count autovacuum_count analyze_count autoanalyze_count heap_blks_read heap_blks_hit
  idx_blks_read idx_blks_hit toast_blks_read toast_blks_hit tidx_blks_read tidx_blks_hit
  total_exec_time total_plan_time total_time shared_blks_hit shared_blks_read shared_blks_dirtied
  shared_blks_written temp_blks_read temp_blks_written wal_records wal_fpi wal_bytes wal_buffers_full
  checkpoints_timed checkpoints_req checkpoint_write_time checkpoint_sync_time buffers_checkpoint buffers_clean
  maxwritten_clean buffers_backend buffers_backend_fsync buffers_alloc num_timed num_requested
  archived_count failed_count confl_tablespace confl_lock confl_snapshot confl_bufferpin confl_deadlock
  spill_txns spill_count spill_bytes stream_txns stream_count stream_bytes total_txns total_bytes
  apply_error_count sync_error_count writebacks evictions fsyncs
`);

/** Columns of them that say how it is now. */
export const CURRENT_COLUMNS: ReadonlySet<string> = words(`
  numbackends n_live_tup n_dead_tup n_mod_since_analyze n_ins_since_vacuum reltuples relpages
  wal_distance block_distance io_depth buffers_used buffers_unused buffers_dirty buffers_pinned usagecount_avg
  datconnlimit rolconnlimit heap_blks_total heap_blks_scanned num_dead_tuples backend_xmin
`);

/** Columns of them in milliseconds. */
export const MILLISECOND_COLUMNS: ReadonlySet<string> = words(`
  blk_read_time blk_write_time session_time active_time idle_in_transaction_time total_exec_time mean_exec_time
  min_exec_time max_exec_time stddev_exec_time total_plan_time mean_plan_time total_time self_time
  checkpoint_write_time checkpoint_sync_time write_time sync_time read_time extend_time fsync_time
  writeback_time wal_write_time wal_sync_time shared_blk_read_time shared_blk_write_time local_blk_read_time
  local_blk_write_time temp_blk_read_time temp_blk_write_time jit_generation_time total_vacuum_time
  total_autovacuum_time total_analyze_time total_autoanalyze_time
`);

function words(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/));
}

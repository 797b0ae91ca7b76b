/** What JSON and CSV of each list have, in this order: programs rely on it. */
export const LIST_COLUMNS: Readonly<Record<string, string>> = {
  tables:
    'database schema table total_bytes index_bytes live_rows dead_rows dead_ratio seq_scans seq_rows_read index_scans index_use_ratio cache_hit_ratio rows_inserted rows_updated rows_hot_updated rows_deleted rows_changed_since_analyze bloat_bytes bloat_ratio last_vacuum_timestamp_seconds last_analyze_timestamp_seconds',
  indexes:
    'database schema table index bytes scans rows_read rows_fetched cache_hit_ratio bloat_bytes bloat_ratio last_scan_timestamp_seconds problems',
  database:
    'database bytes sessions active idle_in_transaction longest_transaction_seconds commits rollbacks rollback_ratio cache_hit_ratio rows_returned rows_fetched rows_inserted rows_updated rows_deleted temp_files temp_bytes deadlocks xids_left stats_reset_timestamp_seconds',
  queries:
    'queryid total_seconds share_ratio calls mean_seconds min_seconds max_seconds stddev_seconds rows cache_hit_ratio blocks_read temp_blocks wal_bytes io_seconds user database query',
  classes: 'class queryid calls total_seconds mean_seconds user database rule matched query',
};

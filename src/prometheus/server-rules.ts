import type { RecordingRule } from './recording-rules.ts';

/** Ratios and rates of servers, databases and tables. */
export function serverRules(): readonly RecordingRule[] {
  return [
    {
      record: 'database:pg_transactions:rate5m',
      expr: `sum without (datid) (rate(pg_stat_database_xact_commit{datname!=""}[5m]) + rate(pg_stat_database_xact_rollback{datname!=""}[5m]))`,
      description: 'Transactions per second, committed or not.',
    },
    {
      record: 'server:pg_transactions:rate5m',
      expr: 'sum without (datname) (database:pg_transactions:rate5m)',
      description: 'Transactions per second, committed or not.',
    },
    {
      record: 'database:pg_rollback:ratio5m',
      expr: `sum without (datid) (rate(pg_stat_database_xact_rollback{datname!=""}[5m])) / database:pg_transactions:rate5m`,
      description: 'Share of transactions that were rolled back.',
    },
    {
      record: 'server:pg_rollback:ratio5m',
      expr: `sum without (datid, datname) (rate(pg_stat_database_xact_rollback{datname!=""}[5m])) / server:pg_transactions:rate5m`,
      description: 'Share of transactions that were rolled back.',
    },
    ...cacheHits('database', 'datid'),
    ...cacheHits('server', 'datid, datname'),
    ...relationHits('table', 'heap'),
    ...relationHits('index', 'idx'),
    {
      record: 'database:pg_temp_bytes:rate5m',
      expr: `sum without (datid) (rate(pg_stat_database_temp_bytes{datname!=""}[5m]))`,
      description: 'Temporary files written in bytes per second.',
    },
    {
      record: 'server:pg_wal_bytes:rate5m',
      expr: 'rate(pg_wal_position_bytes_total[5m])',
      description: 'WAL written (on a standby replayed) in bytes per second.',
    },
    {
      record: 'server:pg_checkpoints_requested:per_hour',
      expr: 'rate(pg_checkpoints_requested_total[30m]) * 3600',
      description: 'Checkpoints in an hour that did not come by time.',
    },
    {
      record: 'server:pg_connections_used:ratio',
      expr: 'pg_connections_used / (pg_connections_max - pg_connections_reserved)',
      description: 'Share of the connections for ordinary roles that is in use.',
    },
    {
      record: 'database:pg_connections_used:ratio',
      expr: 'sum without (datid) (pg_stat_database_numbackends) / (pg_database_connection_limit > 0)',
      description: "Share of a database's own connection limit that is in use.",
    },
    {
      record: 'role:pg_connections_used:ratio',
      expr: 'pg_roles_connections / (pg_roles_connection_limit > 0)',
      description: "Share of a role's own connection limit that is in use (label rolname).",
    },
    {
      record: 'server:pg_standbys:count',
      expr: `sum without (application_name, client_addr, slot_name, state) (pg_stat_replication_connections{state="streaming"}) or pg_replication_is_replica * 0`,
      description: 'Standbys that stream from this server.',
    },
    {
      record: 'table:pg_dead_rows:ratio',
      expr: 'pg_stat_user_tables_n_dead_tup / (pg_stat_user_tables_n_dead_tup + pg_stat_user_tables_n_live_tup)',
      description: 'Share of the rows of a table that is dead.',
    },
    {
      record: 'table:pg_core_index_usage:ratio1h',
      expr: 'rate(pg_core_table_index_scans_total[1h]) / (rate(pg_core_table_index_scans_total[1h]) + rate(pg_core_table_seq_scans_total[1h]))',
      description: 'Share of the scans of a core table that used an index.',
    },
  ];
}

function cacheHits(level: string, dropped: string): readonly RecordingRule[] {
  const rate = (kind: string) =>
    `sum without (${dropped}) (rate(pg_stat_database_blks_${kind}{datname!=""}[5m]))`;
  return [
    {
      record: `${level}:pg_blocks:rate5m`,
      expr: `${rate('hit')} + ${rate('read')}`,
      description: 'Blocks asked for per second, in shared buffers or not.',
    },
    {
      record: `${level}:pg_cache_hit:ratio5m`,
      expr: `${rate('hit')} / ${level}:pg_blocks:rate5m`,
      description: 'Share of the blocks asked for that was in shared buffers.',
    },
  ];
}

/** Blocks of tables and of indexes apart, as the statistics of relations have them. */
function relationHits(kind: 'table' | 'index', column: 'heap' | 'idx'): readonly RecordingRule[] {
  return (['database', 'server'] as const).flatMap((level) => {
    const dropped = level === 'server' ? 'datname, relname, schemaname' : 'relname, schemaname';
    const rate = (what: string) =>
      `sum without (${dropped}) (rate(pg_statio_user_tables_${column}_blocks_${what}[5m]))`;
    return [
      {
        record: `${level}:pg_${kind}_blocks:rate5m`,
        expr: `${rate('hit')} + ${rate('read')}`,
        description: `Blocks of user ${kind}${kind === 'table' ? 's' : 'es'} asked for per second.`,
      },
      {
        record: `${level}:pg_${kind}_cache_hit:ratio5m`,
        expr: `${rate('hit')} / ${level}:pg_${kind}_blocks:rate5m`,
        description: `Share of the blocks of user ${kind}${kind === 'table' ? 's' : 'es'} that was in shared buffers.`,
      },
    ];
  });
}

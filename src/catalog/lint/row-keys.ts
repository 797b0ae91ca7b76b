/** Of a view with several rows, the columns of which each is (nearly) unique; undefined for others. */
export function rowKeys(view: string): readonly string[] | undefined {
  if (/^pg_statio?_(?:user|all|sys)_tables$/.test(view)) return ['relname', 'relid'];
  if (/^pg_statio?_(?:user|all|sys)_indexes$/.test(view)) return ['indexrelname', 'indexrelid'];
  return ROW_KEYS[view];
}

const ROW_KEYS: Readonly<Record<string, readonly string[]>> = {
  pg_stat_activity: ['pid'],
  pg_locks: [],
  pg_stat_ssl: ['pid'],
  pg_prepared_xacts: ['gid', 'transaction'],
  pg_stat_replication: ['pid'],
  pg_stat_statements: ['queryid'],
  pg_stat_database: ['datname', 'datid'],
  pg_database: ['datname', 'oid'],
  pg_replication_slots: ['slot_name'],
  pg_stat_slru: ['name'],
  pg_roles: ['rolname', 'oid'],
};

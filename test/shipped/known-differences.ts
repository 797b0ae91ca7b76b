/** Beginnings of names of postgres_exporter 0.20 that are not here, each with the reason. */
export const NOT_HERE: Readonly<Record<string, string>> = {
  pg_exporter_user_queries_:
    'tells of files of queries, which are refused here when they are wrong',
  pg_scrape_collector_: 'tells of that exporter itself; ours is pgvitals_query_',
  postgres_exporter_:
    'tells of that exporter itself; ours is pgvitals_build_info and pgvitals_config_',
  promhttp_metric_handler_: 'tells of the HTTP library of that exporter',
};

/** Types here, where postgres_exporter has none (untyped). */
export const TYPED_HERE: Readonly<Record<string, string>> = {
  pg_static: 'gauge',
  pg_stat_database_conflicts_confl_active_logicalslot: 'counter',
};

/** What names the target on some metrics there; Prometheus' own label `instance` does that here. */
export const LABEL_OF_TARGET = 'server';

/** Values that differ from those of its version 0.11, each with the reason. */
export const OTHER_VALUES: Readonly<Record<string, string>> = {
  pg_exporter_last_scrape_duration_seconds: 'tells of the exporter itself',
  pg_exporter_scrapes_total: 'tells of the exporter itself',
  pg_settings_extra_float_digits:
    'shows what its driver sets for its own session; ours is that of everybody else',
};

/** Gauges that the exporters' own sessions change: the difference that these may make. */
export const OWN_SESSIONS: Readonly<Record<string, number>> = {
  pg_locks_count: 6,
  pg_stat_database_numbackends: 3,
};

/** What NULL is there up to version 0.11; since 0.20 it is 0, as here. */
export const NULL_WAS_NAN: ReadonlySet<string> = new Set(['pg_stat_database_stats_reset']);

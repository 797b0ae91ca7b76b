-- Up Migration
CREATE VIEW monitoring.v_connection_stats AS
SELECT pid, datname AS database, usename AS username, application_name, client_addr, state,
       wait_event_type, wait_event, backend_start, xact_start, query_start, state_change,
       clock_timestamp() - xact_start AS transaction_age,
       CASE WHEN state = 'active' THEN clock_timestamp() - query_start END AS query_age,
       left(query, 1000) AS query
FROM pg_stat_activity
WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()
ORDER BY xact_start NULLS LAST;
COMMENT ON VIEW monitoring.v_connection_stats IS 'Sessions of clients, what they do and what they wait for, oldest transaction first';

CREATE VIEW monitoring.v_connection_summary AS
SELECT coalesce(state, 'unknown') AS state, count(*) AS connection_count,
       count(*) FILTER (WHERE wait_event_type = 'Lock') AS waiting_for_locks,
       max(clock_timestamp() - state_change) AS longest_in_state,
       round(100.0 * count(*) / current_setting('max_connections')::int, 2) AS percent_of_max
FROM pg_stat_activity
WHERE backend_type = 'client backend'
GROUP BY 1
ORDER BY 2 DESC;
COMMENT ON VIEW monitoring.v_connection_summary IS 'Sessions of clients by state, and how much of max_connections they are';

CREATE VIEW monitoring.v_blocking_queries AS
SELECT w.pid AS blocked_pid, w.usename AS blocked_user, w.datname AS database,
       clock_timestamp() - w.query_start AS blocked_for, left(w.query, 1000) AS blocked_query,
       w.wait_event_type, w.wait_event,
       b.pid AS blocking_pid, b.usename AS blocking_user, b.state AS blocking_state,
       clock_timestamp() - b.xact_start AS blocking_transaction_age, left(b.query, 1000) AS blocking_query
FROM (SELECT DISTINCT pid FROM pg_locks WHERE NOT granted) q
JOIN pg_stat_activity w ON w.pid = q.pid
CROSS JOIN LATERAL unnest(pg_blocking_pids(w.pid)) AS p (pid)
LEFT JOIN pg_stat_activity b ON b.pid = p.pid
ORDER BY w.query_start;
COMMENT ON VIEW monitoring.v_blocking_queries IS
  'Who waits for a lock and who holds it, longest wait first; a blocking_pid of 0 is a prepared transaction';

-- Down Migration
DROP VIEW monitoring.v_blocking_queries, monitoring.v_connection_summary, monitoring.v_connection_stats;

#!/bin/sh
# Runs once, when the data folder is empty: the role of the exporter and what it reads.
set -eu

# psql reads the password itself: not a word of it in the list of processes or in the log.
psql -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres <<'SQL'
\set password `cat /run/secrets/pgvitals-password`
SET log_min_duration_statement = -1;
SET log_statement = 'none';
SET log_min_error_statement = 'panic';
CREATE ROLE pgvitals LOGIN CONNECTION LIMIT 5 PASSWORD :'password';
COMMENT ON ROLE pgvitals IS 'Reads statistics for Prometheus';
GRANT pg_monitor TO pgvitals;
SQL

for database in postgres "$POSTGRES_DB"; do
  psql -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$database" \
    -c 'CREATE EXTENSION IF NOT EXISTS pg_stat_statements'
done

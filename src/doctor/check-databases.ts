import { counted } from '../console/counted.ts';
import { quoteName } from '../setup/quote.ts';
import type { Connection } from '../target/connection.ts';
import { failureOf } from '../target/failure.ts';
import { type Finding, missing, ok, warning } from './finding.ts';
import type { DoctorFacts } from './server-facts.ts';

/** Looks into each database: can it be reached, and are column statistics visible there? */
export async function checkDatabases(
  databases: readonly string[],
  open: (database: string) => Promise<Connection>,
  facts: DoctorFacts,
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const database of databases) findings.push(await checkDatabase(database, open, facts));
  return findings;
}

async function checkDatabase(
  database: string,
  open: (database: string) => Promise<Connection>,
  { user, versionNum }: DoctorFacts,
): Promise<Finding> {
  const check = 'database';
  try {
    const session = await open(database);
    try {
      const { rows } = await session.query(HIDDEN_SQL);
      const hidden = Number(rows[0]?.[0] ?? 0);
      if (hidden === 0) return ok(check, database);
      const found = `${database}: statistics of ${counted(hidden, 'table')} over 1 MB are hidden`;
      const role = quoteName(user);
      return warning(check, found, 'bloat of these tables is not estimated', [
        versionNum >= 140_000
          ? `GRANT pg_read_all_data TO ${role}; this lets it read all tables`
          : `in database ${database}: GRANT SELECT ON ALL TABLES IN SCHEMA ... TO ${role};`,
      ]);
    } finally {
      await session.close();
    }
  } catch (error) {
    const { message } = failureOf(error);
    return missing(check, `${database}: ${message}`, 'its tables and indexes are not seen');
  }
}

const HIDDEN_SQL = `SELECT /* pgvitals:doctor */ count(*)
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'm') AND c.relpages * current_setting('block_size')::bigint > 1048576
    AND n.nspname NOT IN ('pg_catalog', 'information_schema')
    AND NOT has_any_column_privilege(c.oid, 'SELECT')`;

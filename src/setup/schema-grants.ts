import type { Connection } from '../target/connection.ts';
import { quoteName } from './quote.ts';
import { readJson } from './read-json.ts';

/**
 * What the two roles may do with the schema: the one for monitoring reads, the one for maintenance
 * writes, too. PUBLIC may do nothing. Functions that only read are those marked STABLE.
 */
export async function grantSchema(
  session: Connection,
  role: string,
  maintenanceRole: string,
): Promise<void> {
  const reading = await readJson<readonly string[]>(session, READING_SQL);
  const [reader, writer] = [quoteName(role), quoteName(maintenanceRole)];
  await session.script(`GRANT USAGE ON SCHEMA monitoring TO ${reader}, ${writer};
REVOKE ALL ON ALL ROUTINES IN SCHEMA monitoring FROM PUBLIC;
GRANT SELECT ON ALL TABLES IN SCHEMA monitoring TO ${reader}, ${writer};
GRANT EXECUTE ON FUNCTION ${reading.join(', ')} TO ${reader};
GRANT EXECUTE ON ALL ROUTINES IN SCHEMA monitoring TO ${writer};
GRANT INSERT, UPDATE, DELETE ON monitoring.maintenance_log, monitoring.partition_policies,
  monitoring.query_stats_moments, monitoring.query_stats_snapshots, monitoring.query_texts TO ${writer};
GRANT UPDATE (enabled, schedule) ON monitoring.maintenance_schedule TO ${writer};
GRANT USAGE ON ALL SEQUENCES IN SCHEMA monitoring TO ${writer}`);
}

const READING_SQL = `SELECT /* pgvitals:setup */ json_agg(p.oid::regprocedure::text)
  FROM pg_proc p
  WHERE p.pronamespace = 'monitoring'::regnamespace AND p.provolatile <> 'v'`;

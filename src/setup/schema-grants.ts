import type { Connection } from '../target/connection.ts';
import { ownNames } from './migrations.ts';
import { quoteName } from './quote.ts';
import { readJson } from './read-json.ts';

/**
 * What the two roles may do with the schema: the one for monitoring reads, the one for maintenance
 * writes, too. PUBLIC may do nothing. Functions that only read are those marked STABLE. Whatever
 * somebody else has put into the schema is left as it is.
 */
export async function grantSchema(
  session: Connection,
  role: string,
  maintenanceRole: string,
): Promise<void> {
  const names = JSON.stringify(await ownNames());
  const own = await readJson<OwnObjects>(session, OWN_SQL, [names]);
  const [reader, writer] = [quoteName(role), quoteName(maintenanceRole)];
  const [all, reading, tables, sequences] = [own.all, own.reading, own.tables, own.sequences].map(
    (list) => list.join(', '),
  );
  await session.script(`GRANT USAGE ON SCHEMA monitoring TO ${reader}, ${writer};
REVOKE ALL ON ROUTINE ${all} FROM PUBLIC;
GRANT SELECT ON ${tables} TO ${reader}, ${writer};
GRANT EXECUTE ON ROUTINE ${reading} TO ${reader};
GRANT EXECUTE ON ROUTINE ${all} TO ${writer};
GRANT INSERT, UPDATE, DELETE ON monitoring.maintenance_log, monitoring.partition_policies,
  monitoring.query_stats_moments, monitoring.query_stats_snapshots, monitoring.query_texts TO ${writer};
GRANT UPDATE (enabled, schedule) ON monitoring.maintenance_schedule TO ${writer};
GRANT USAGE ON SEQUENCE ${sequences} TO ${writer}`);
}

interface OwnObjects {
  readonly all: readonly string[];
  readonly reading: readonly string[];
  readonly tables: readonly string[];
  readonly sequences: readonly string[];
}

const OWN_NAME = 'IN (SELECT json_array_elements_text($1::json))';
const ROUTINES = `FROM pg_proc p WHERE p.pronamespace = 'monitoring'::regnamespace AND p.proname ${OWN_NAME}`;
const RELATIONS = `FROM pg_class c WHERE c.relnamespace = 'monitoring'::regnamespace AND (c.relname ${OWN_NAME} OR c.relname = 'pgmigrations')`;
const OWN_SQL = `SELECT /* pgvitals:setup */ json_build_object(
  'all', (SELECT json_agg(p.oid::regprocedure::text) ${ROUTINES}),
  'reading', (SELECT json_agg(p.oid::regprocedure::text) ${ROUTINES} AND p.provolatile <> 'v'),
  'tables', (SELECT json_agg(c.oid::regclass::text) ${RELATIONS} AND c.relkind IN ('r', 'v')),
  'sequences', (SELECT json_agg(d.objid::regclass::text) FROM pg_depend d
    JOIN pg_class s ON s.oid = d.objid AND s.relkind = 'S'
    WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')
      AND d.refobjid IN (SELECT c.oid ${RELATIONS})))`;

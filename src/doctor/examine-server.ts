import { connect } from '../target/connect.ts';
import type { Connection, ConnectOptions } from '../target/connection.ts';
import { failureOf } from '../target/failure.ts';
import { checkConnection } from './check-connection.ts';
import { checkDatabases } from './check-databases.ts';
import { checkRole } from './check-role.ts';
import { checkStatements } from './check-statements.ts';
import { type Finding, missing, ok, warning } from './finding.ts';
import { mendedOnPrimary } from './mended-on-primary.ts';
import { type DoctorFacts, readDoctorFacts } from './server-facts.ts';
import { readStatementsFacts } from './statements-facts.ts';

export interface Examination {
  readonly options: ConnectOptions;
  /** Sessions that the exporter may have. */
  readonly connections: number;
  readonly wantsDatabase: (name: string) => boolean;
  readonly now: () => number;
  /** What somebody can do about a failure of this reason, if that is known. */
  readonly hint: (reason: ReturnType<typeof failureOf>['reason']) => string;
}

/** Looks at one server as the exporter would; what cannot be reached is a finding, too. */
export async function examineServer({
  connections,
  hint,
  now,
  options,
  wantsDatabase,
}: Examination): Promise<readonly Finding[]> {
  const open = (database: string) => connect({ ...options, database });
  let session: Connection;
  try {
    session = await open(options.database);
  } catch (error) {
    const { message, reason } = failureOf(error);
    const mend = hint(reason);
    const why = 'nothing at all is seen';
    return [missing('reachable', `no (${reason}): ${message}`, why, mend === '' ? [] : [mend])];
  }
  if (options.console === true) {
    await session.close();
    return [ok('reachable', 'the console of a PgBouncer')];
  }
  try {
    const before = now();
    const facts = await readDoctorFacts(session);
    const localTime = (before + now()) / 2;
    const { extension } = facts;
    const statements =
      extension?.mayUse === true ? await readStatementsFacts(session, extension) : undefined;
    const { rows } = await session.query(DATABASES_SQL);
    const databases = rows.flatMap(([name]) => (name && wantsDatabase(name) ? [name] : []));
    const seen = { ...facts, closed: facts.closed.filter(wantsDatabase) };
    const findings = [
      ok('reachable', `PostgreSQL ${facts.version}, ${facts.standby ? 'standby' : 'primary'}`),
      versionFinding(facts),
      ...checkConnection(options, session, facts, localTime),
      ...checkRole(seen, connections),
      ...checkStatements(facts, statements, options.database),
      ...(await checkDatabases(databases, open, facts)),
    ];
    return facts.standby ? findings.map(mendedOnPrimary) : findings;
  } catch (error) {
    const { message } = failureOf(error);
    return [missing('reachable', `the server answers, but: ${message}`, 'little is seen')];
  } finally {
    await session.close();
  }
}

const DATABASES_SQL = `SELECT /* pgvitals:doctor */ datname FROM pg_database
  WHERE datallowconn AND NOT datistemplate AND has_database_privilege(oid, 'CONNECT') ORDER BY 1`;

const OLDEST = 130_000;
const OLDEST_MAINTAINED = 140_000;

function versionFinding({ version, versionNum }: DoctorFacts): Finding {
  if (versionNum < OLDEST) {
    const why = 'pgvitals is tested on 13 and newer';
    return missing('version', version, why, ['upgrade PostgreSQL']);
  }
  if (versionNum >= OLDEST_MAINTAINED) return ok('version', version);
  const why = 'PostgreSQL 13 has had no fixes since November 2025';
  return warning('version', version, why, ['upgrade PostgreSQL']);
}

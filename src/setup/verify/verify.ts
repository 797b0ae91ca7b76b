import type { Connection } from '../../target/connection.ts';
import { failureOf } from '../../target/failure.ts';
import { ownNames } from '../migrations.ts';
import { readJson } from '../read-json.ts';
import { SetupError } from '../setup-error.ts';
import type { Check, CheckResult, Suite, SuiteResult } from './suite.ts';
import { verifySuites } from './suites.ts';

/**
 * Tries everything that the schema has; whatever that changes is rolled back.
 * @throws SetupError where there is no schema to verify
 */
export async function verifySchema(
  session: Connection,
  role: string,
  maintenanceRole: string,
): Promise<readonly SuiteResult[]> {
  const facts = await readJson<Facts>(session, FACTS_SQL);
  if (!facts.there) {
    throw new SetupError(
      `database ${session.database} has no schema monitoring to verify: "pgvitals setup --schema --apply" makes it`,
    );
  }
  const obstacle = facts.standby
    ? 'a standby cannot write'
    : facts.create
      ? undefined
      : 'this role may not create tables in the schema; its owner or a superuser may';
  const names = await ownNames();
  const results: SuiteResult[] = [];
  for (const suite of verifySuites(role, maintenanceRole, names)) {
    results.push(await runSuite(session, suite, obstacle));
  }
  return results;
}

interface Facts {
  readonly there: boolean;
  readonly standby: boolean;
  readonly create: boolean;
}

const FACTS_SQL = `SELECT json_build_object('there', n.oid IS NOT NULL, 'standby', pg_is_in_recovery(),
  'create', coalesce(has_schema_privilege(n.oid, 'CREATE'), false))
  FROM (SELECT) one LEFT JOIN pg_namespace n ON n.nspname = 'monitoring'`;

async function runSuite(
  session: Connection,
  { checks, title, writes = false }: Suite,
  obstacle: string | undefined,
): Promise<SuiteResult> {
  const results: CheckResult[] = [];
  for (const check of checks) {
    results.push(
      writes && obstacle !== undefined
        ? { title: check.title, outcome: 'skipped', detail: obstacle }
        : await runCheck(session, check),
    );
  }
  return { title, checks: results };
}

/** In a transaction that leaves nothing, and waits long for nothing. */
async function runCheck(session: Connection, check: Check): Promise<CheckResult> {
  const { before = [], sql, title } = check;
  try {
    await session.script(
      "BEGIN; SET LOCAL lock_timeout = '5s'; SET LOCAL statement_timeout = '60s'",
    );
    for (const statement of before) await session.query(statement);
    const { rows } = await session.query(sql);
    const [verdict, detail] = rows[0] ?? [];
    if (verdict === 't') return { title, outcome: 'passed', detail: detail ?? '' };
    return { title, outcome: 'failed', detail: detail ?? 'it is not so' };
  } catch (error) {
    return { title, outcome: 'failed', detail: failureOf(error).message };
  } finally {
    await session.script('ROLLBACK').catch(() => undefined);
  }
}

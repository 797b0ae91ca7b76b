import type { Connection } from '../../target/connection.ts';
import { failureOf } from '../../target/failure.ts';
import { ownNames } from '../migrations.ts';
import { quoteName } from '../quote.ts';
import { schemaAccess } from '../schema-access.ts';
import { SetupError } from '../setup-error.ts';
import type { Check, CheckResult, Suite, SuiteResult } from './suite.ts';
import { verifySuites } from './suites.ts';

/**
 * Tries everything that the schema has; whatever that changes is rolled back.
 * @throws SetupError where there is no schema to verify, or this role may not look into it
 */
export async function verifySchema(
  session: Connection,
  role: string,
  maintenanceRole: string,
): Promise<readonly SuiteResult[]> {
  const { create, standby, use, user } = await schemaAccess(session);
  if (!use) {
    const where = standby ? ' on the primary' : '';
    throw new SetupError(
      `role ${user} may not use the schema monitoring: log in as ${role}, or${where} GRANT ${quoteName(role)} TO ${user};`,
    );
  }
  const obstacle = standby
    ? 'a standby cannot write'
    : create
      ? undefined
      : 'this role may not create tables in the schema; its owner or a superuser may';
  const names = await ownNames();
  const results: SuiteResult[] = [];
  for (const suite of verifySuites(role, maintenanceRole, names)) {
    results.push(await runSuite(session, suite, obstacle));
  }
  return results;
}

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

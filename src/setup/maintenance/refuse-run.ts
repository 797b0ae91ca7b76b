import type { Connection } from '../../target/connection.ts';
import { schemaAccess } from '../schema-access.ts';
import { SetupError } from '../setup-error.ts';

/**
 * Where no job can run, that is one sentence and not a failure of each.
 * @throws SetupError on a standby, and where this role may not write what a run does
 */
export async function refuseRun(session: Connection): Promise<void> {
  const { grant, run, standby, user } = await schemaAccess(session);
  if (standby) {
    throw new SetupError('this is a standby, which cannot write: maintenance runs on its primary');
  }
  if (run === false) throw new SetupError(`role ${user} may not run maintenance: ${grant}`);
}

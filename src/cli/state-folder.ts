import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where a command keeps what it should remember until its next run, as the XDG base directories have it. */
export function stateFolder(env: NodeJS.ProcessEnv): string {
  return join(env.XDG_STATE_HOME || join(env.HOME || homedir(), '.local', 'state'), 'pgvitals');
}

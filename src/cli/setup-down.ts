import { Command } from 'commander';
import { applyDown } from '../setup/apply-down.ts';
import { type DownPlan, planDown } from '../setup/plan-down.ts';
import type { ServerState } from '../setup/server-state.ts';
import { parseRecord } from '../setup/setup-record.ts';
import { readState } from '../setup/setup-server.ts';
import { WANTED_SETTINGS } from '../setup/wanted-settings.ts';
import { type AdminFlags, addAdminOptions, adminConnection } from './admin-connection.ts';
import { CliError } from './cli-error.ts';
import { EXIT, type Io } from './io.ts';
import { serverLine } from './setup-text.ts';

interface DownFlags extends AdminFlags {
  readonly apply: boolean;
  readonly role: string;
}

export function setupDownCommand(io: Io, done: (code: number) => void): Command {
  const command = new Command('down').description(
    'say what setup did to a server; with --apply, take it back: that, and nothing else',
  );
  return addAdminOptions(command)
    .option('--apply', 'take it back', false)
    .option('--role <name>', 'the role that setup was run for', 'pgvitals')
    .action(async (flags: DownFlags) => done(await setupDown(flags, io)));
}

async function setupDown({ apply, role, ...flags }: DownFlags, io: Io): Promise<number> {
  const server = await adminConnection(flags, io, 'pgvitals setup');
  const session = await server.open();
  let state: ServerState;
  try {
    state = await readState(session, { role, maintenanceRole: '' });
  } finally {
    await session.close();
  }
  io.stdout.write(`${serverLine(server.description, state)}\n\n`);
  const record = parseRecord(state.role?.comment ?? null);
  if (state.role === null || record === undefined) {
    const why = state.role === null ? 'there is no such role' : 'its comment holds no record';
    io.stdout.write(`Nothing is known of a setup for role ${role}: ${why}.\n`);
    return EXIT.ok;
  }
  const plan = planDown(state, record, role);
  const obstacle = obstacleOf(plan, state);
  if (apply && obstacle !== undefined) throw new CliError(`nothing was changed: ${obstacle}`);
  io.stdout.write(downText(plan, state));
  if (!apply) {
    io.stdout.write(
      obstacle === undefined
        ? 'The same command with --apply takes this back.\n'
        : `Not from here: ${obstacle}.\n`,
    );
    return EXIT.ok;
  }
  const gone = await applyDown({ plan, record, role, main: state.database, open: server.open });
  const restarts = plan.steps.filter(({ name }) =>
    WANTED_SETTINGS.some((setting) => setting.name === name && setting.restart),
  );
  for (const database of gone) {
    io.stdout.write(`The schema monitoring of database ${database} was gone already.\n`);
  }
  io.stdout.write('All of it is taken back.\n');
  if (restarts.length > 0) {
    io.stdout.write('Restart PostgreSQL when it suits, so that the old settings hold.\n');
  }
  return EXIT.ok;
}

function obstacleOf({ steps }: DownPlan, state: ServerState): string | undefined {
  if (state.standby) return 'this is a standby; the same command on its primary takes it back';
  const needsSuperuser = steps.some(({ kind }) => kind === 'setting') && !state.superuser;
  if (!needsSuperuser && state.createRole) return undefined;
  const needed = needsSuperuser ? 'a superuser' : 'a role with CREATEROLE';
  return `it takes ${needed}, which ${state.user} is not; log in as one with --user`;
}

function downText({ kept, steps }: DownPlan, { database: main }: ServerState): string {
  const lines = steps.map(({ database, sql, what }) => {
    const where = database === main ? '' : ` (database ${database})`;
    return `  ${what}${where}\n${sql.map((one) => `      ${one}\n`).join('')}`;
  });
  const left = kept.map((text) => `  left as it is: ${text}\n`);
  return `${lines.join('')}${left.join('')}\n`;
}

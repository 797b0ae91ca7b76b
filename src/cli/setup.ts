import { writeFile } from 'node:fs/promises';
import { Command } from 'commander';
import { applySetup } from '../setup/apply-setup.ts';
import { type RolePassword, rolePassword } from '../setup/role-password.ts';
import { settingsFile } from '../setup/settings-file.ts';
import type { SetupItem, SetupOptions } from '../setup/setup-plan.ts';
import { type Surveyed, surveySetup } from '../setup/setup-server.ts';
import { WANTED_SETTINGS } from '../setup/wanted-settings.ts';
import { didYouMean } from '../yaml/did-you-mean.ts';
import {
  type AdminConnection,
  type AdminFlags,
  addAdminOptions,
  adminConnection,
} from './admin-connection.ts';
import { CliError } from './cli-error.ts';
import { EXIT, type Io } from './io.ts';
import { passOnFlags } from './pass-on-flags.ts';
import { setupDownCommand } from './setup-down.ts';
import { appliedText, plannedText } from './setup-outcome.ts';
import { setupText } from './setup-text.ts';
import { terminalWidth } from './terminal-width.ts';

interface SetupFlags extends AdminFlags {
  readonly apply: boolean;
  readonly schema: boolean;
  readonly readAllData: boolean;
  readonly role: string;
  readonly connectionLimit: string;
  readonly databases: readonly string[];
  readonly keep: readonly string[];
  readonly settingsFile?: string;
  readonly passwordFile?: string;
  readonly printPassword: boolean;
}

const PASSWORD_VARIABLE = 'PGVITALS_ROLE_PASSWORD';

export function setupCommand(io: Io, done: (code: number) => void): Command {
  const command = new Command('setup');
  return passOnFlags(addAdminOptions(command))
    .option('--apply', 'carry it out', false)
    .option('--schema', 'with the schema "monitoring": views and functions for psql', false)
    .option('--role <name>', 'the role that the exporter logs in with', 'pgvitals')
    .option('--connection-limit <number>', 'sessions that this role may have', '5')
    .option('--databases <name...>', 'further databases for extension and schema', [])
    .option('--read-all-data', 'with pg_read_all_data, which estimates of bloat need', false)
    .option('--keep <setting...>', 'settings of the server to leave as they are', [])
    .option('--settings-file <file>', 'write the settings to a file to mount, do not set them')
    .option(
      '--password-file <file>',
      'password of a new role; written if there is none (ROLE.password)',
    )
    .option('--print-password', 'print the password of a new role', false)
    .addCommand(setupDownCommand(io, done))
    .action(async (flags: SetupFlags) => done(await setup(flags, io)));
}

async function setup(flags: SetupFlags, io: Io): Promise<number> {
  const options = setupOptions(flags);
  const server = await adminConnection(flags, io, 'pgvitals setup');
  const surveyed = await surveySetup(server.open, options);
  const { settings } = surveyed.plan;
  const items = surveyed.plan.items.filter(
    ({ section }) => section !== 'settings' || flags.settingsFile === undefined,
  );
  const plan = { items, settings };
  const { state } = surveyed;
  io.stdout.write(setupText(server.description, state, items, terminalWidth(io)));
  if (flags.settingsFile !== undefined) await writeSettings(flags.settingsFile, surveyed, io);
  if (!flags.apply) {
    io.stdout.write(plannedText(items, state.standby));
    return EXIT.ok;
  }
  refuseHalf(items, surveyed, options);
  const isNew = items.some(({ effect, state }) => effect?.kind === 'role' && state === 'missing');
  const file = flags.passwordFile ?? `${flags.role}.password`;
  const password = isNew ? await rolePassword(file, PASSWORD_VARIABLE, io.env) : undefined;
  await apply({ ...surveyed, plan }, options, server, password);
  const { standby } = state;
  const print = flags.printPassword;
  io.stdout.write(appliedText({ items, password, print, options, server, standby }));
  return items.some(({ state }) => UNSETTLED.has(state)) ? EXIT.failure : EXIT.ok;
}

const UNSETTLED: ReadonlySet<string> = new Set(['administrator', 'blocked']);

async function apply(
  { plan, state }: Surveyed,
  options: SetupOptions,
  server: AdminConnection,
  password: RolePassword | undefined,
): Promise<void> {
  if (!plan.items.some((item) => item.state === 'missing')) return;
  try {
    await applySetup({ plan, state, options, password: password?.password, open: server.open });
  } catch (error) {
    if ((error as Error).message.startsWith('nothing was changed:')) await password?.discard();
    throw error;
  }
}

/** Without the role there is nobody to grant to, and nowhere to remember what was done. */
function refuseHalf(
  items: readonly SetupItem[],
  { state }: Surveyed,
  { role }: SetupOptions,
): void {
  if (!items.some((item) => item.state === 'missing')) return;
  const roleItem = items.find(({ section }) => section === 'role');
  if (state.role === null && roleItem?.state !== 'missing') {
    throw new CliError(
      `nothing was changed: role ${role} has to be made first, by the administrator (see above)`,
    );
  }
  if (state.mayComment) return;
  throw new CliError(
    `nothing was changed: ${state.user} may not comment on role ${role}, where setup remembers what it did; it takes CREATEROLE (from 16 on with ADMIN OPTION on that role) or a superuser`,
  );
}

async function writeSettings(file: string, { plan }: Surveyed, io: Io): Promise<void> {
  const text = settingsFile(plan.settings);
  if (file === '-') {
    io.stdout.write(`\n${text}`);
    return;
  }
  await writeFile(file, text).catch((cause: Error) => {
    throw new CliError(`the settings cannot be written to ${file}: ${cause.message}`, EXIT.usage);
  });
  io.stdout.write(
    `\n  settings\n    are in ${file}: include it at the end of postgresql.conf, then restart PostgreSQL\n`,
  );
}

function setupOptions(flags: SetupFlags): SetupOptions {
  const limit = Number(flags.connectionLimit);
  if (!Number.isInteger(limit) || limit < 1) {
    const message = `--connection-limit is "${flags.connectionLimit}", expected a whole number of at least 1`;
    throw new CliError(message, EXIT.usage);
  }
  const names = WANTED_SETTINGS.map(({ name }) => name);
  const unknown = flags.keep.find((name) => !names.includes(name));
  if (unknown !== undefined) {
    const hint = didYouMean(unknown, names);
    throw new CliError(
      `--keep: setup does not touch "${unknown}"${hint}; it would set ${names.join(', ')}`,
      EXIT.usage,
    );
  }
  return {
    role: flags.role,
    maintenanceRole: `${flags.role}_maintenance`,
    connectionLimit: limit,
    databases: flags.databases,
    schema: flags.schema,
    readAllData: flags.readAllData,
    keep: flags.keep,
  };
}

import type { Command } from 'commander';
import { targetConnection } from '../config/target-connection.ts';
import { connect } from '../target/connect.ts';
import type { Connection, ConnectOptions } from '../target/connection.ts';
import { failureOf } from '../target/failure.ts';
import { didYouMean } from '../yaml/did-you-mean.ts';
import { CliError } from './cli-error.ts';
import { addConfigFileOption, type ConfigFlags } from './config-options.ts';
import { connectionHint } from './connection-hint.ts';
import { EXIT, type Io } from './io.ts';
import { readServers } from './read-servers.ts';
import { readUrl, urlOption } from './server-options.ts';

export interface AdminFlags extends ConfigFlags {
  readonly target?: string;
  readonly url?: string;
  readonly user?: string;
}

/** The server that a command works on, and sessions with it. */
export interface AdminConnection {
  readonly name: string;
  /** user@host:port/database, without the password. */
  readonly description: string;
  readonly options: ConnectOptions;
  /** A session with `database`, or the main one; rejects with a CliError that says what to do. */
  open(database?: string): Promise<Connection>;
}

export function addAdminOptions(command: Command): Command {
  return addConfigFileOption(command)
    .option('--target <name>', 'the target of the configuration, where there are several')
    .addOption(urlOption())
    .option('--user <role>', 'log in as this role, with PGPASSWORD or ~/.pgpass');
}

/** @throws CliError where no server is meant, or more than one */
export async function adminConnection(
  flags: AdminFlags,
  io: Io,
  applicationName: string,
): Promise<AdminConnection> {
  const { name, given } = await chosenTarget(flags, io);
  const options: ConnectOptions = { ...given, applicationName };
  const { database, host, port, tls, user } = options;
  const address = `${user}@${host}:${port}`;
  return {
    name,
    description: `${address}/${database} (sslmode ${tls.mode})`,
    options,
    open: async (wanted = database) => {
      try {
        return await connect({ ...options, database: wanted });
      } catch (cause) {
        const { message, reason } = failureOf(cause);
        const hint = connectionHint(reason);
        throw new CliError(
          `${address}/${wanted} cannot be reached (${reason}): ${message}${hint === '' ? '' : `; ${hint}`}`,
          EXIT.failure,
          { cause },
        );
      }
    },
  };
}

interface Chosen {
  readonly name: string;
  readonly given: ConnectOptions;
}

async function chosenTarget(flags: AdminFlags, io: Io): Promise<Chosen> {
  const { env } = io;
  const own = flags.user === undefined ? {} : { user: flags.user };
  if (flags.url !== undefined) {
    const [name, target] = await readUrl(flags.url, env);
    return { name, given: await targetConnection({ ...target, ...own }, TIMEOUT_MS, env) };
  }
  const { config, env: known, targets } = await readServers(flags, io, 'adminUrl');
  const names = [...targets.keys()];
  const name = flags.target ?? (names.length === 1 ? names[0] : undefined);
  if (name === undefined) throw new CliError(whichTarget(names), EXIT.usage);
  const target = targets.get(name);
  if (target === undefined) {
    const hint = didYouMean(name, names);
    const message = `there is no target "${name}"${hint}; configured are: ${names.join(', ')}`;
    throw new CliError(message, EXIT.usage);
  }
  if (target.kind === 'pgbouncer') {
    const message = `target ${name} is a PgBouncer, and this command is for PostgreSQL: name the server behind it`;
    throw new CliError(message, EXIT.usage);
  }
  const given = await targetConnection({ ...target, ...own }, config.limits.connect_timeout, known);
  if (flags.user === undefined) return { name, given };
  return { name, given: { ...given, password: async () => env.PGPASSWORD } };
}

const TIMEOUT_MS = 10_000;

function whichTarget(names: readonly string[]): string {
  return names.length === 0
    ? 'no server is configured: give --url, --config.file, DATABASE_URL or PGHOST; pgvitals --help lists the ways'
    : `several targets are configured: name one of ${names.join(', ')} by --target`;
}

import { makeTargets } from '../config/make-targets.ts';
import type { ReadConfig } from '../config/read-config.ts';
import type { TargetConfig } from '../config/schema.ts';
import type { Explanation, ScrapeTarget } from '../scrape/scrape-target.ts';
import { failureOf } from '../target/failure.ts';
import { didYouMean } from '../yaml/did-you-mean.ts';
import { CliError } from './cli-error.ts';
import { describeTarget } from './describe-target.ts';
import { EXIT, type Io } from './io.ts';
import { reachHint } from './reach-hint.ts';
import { readServers } from './read-servers.ts';
import type { ServerFlags } from './server-options.ts';

export interface ChosenTarget extends Explanation {
  readonly name: string;
  /** user@host:port/database */
  readonly address: string;
  readonly config: TargetConfig;
  readonly read: ReadConfig;
  readonly target: ScrapeTarget;
  readonly timeoutMs: number;
}

export interface TargetFlags extends ServerFlags {
  readonly target?: string;
}

/**
 * Looks at one server of the configuration and closes its sessions in the end.
 * @throws CliError when none is chosen or it cannot be reached, with what to do about it
 */
export async function withTarget<T>(
  flags: TargetFlags,
  io: Io,
  work: (chosen: ChosenTarget) => Promise<T>,
): Promise<T> {
  const read = await readServers(flags, io, 'adminUrl');
  const { config, name } = chooseTarget(read, flags.target);
  const silent = { info: () => undefined, warn: () => undefined };
  const only = { ...read, targets: new Map([[name, config]]) };
  const target = makeTargets(only, { log: () => silent, onScrape: () => undefined }).get(name);
  if (target === undefined) throw new CliError(`there is no target "${name}"`, EXIT.usage);
  const timeoutMs = read.config.limits.scrape_timeout;
  const address = await describeTarget(config, read.env);
  try {
    const explanation = await target.explain(timeoutMs).catch((cause: unknown) => {
      const { message, reason } = failureOf(cause);
      throw new CliError(
        `target ${name} (${address}) cannot be reached: ${message}${reachHint(reason)}`,
        EXIT.failure,
        { cause },
      );
    });
    return await work({ ...explanation, name, address, config, read, target, timeoutMs });
  } finally {
    await target.close();
  }
}

function chooseTarget(read: ReadConfig, wanted: string | undefined) {
  const names = [...read.targets.keys()];
  if (names.length === 0) {
    throw new CliError(
      'no server is configured: give --url, --config.file, DATABASE_URL or PGHOST (pgvitals --help lists them), or start "pgvitals demo" beside it',
      EXIT.usage,
    );
  }
  const name = wanted ?? read.defaultTarget ?? names[0] ?? '';
  const config = read.targets.get(name);
  if (config === undefined) {
    throw new CliError(
      `there is no target "${name}"${didYouMean(name, names)}; configured are: ${names.join(', ')}`,
      EXIT.usage,
    );
  }
  if (config.kind === 'pgbouncer') {
    throw new CliError(
      `target ${name} is a PgBouncer, and this command is for PostgreSQL; choose another with --target`,
      EXIT.usage,
    );
  }
  return { config, name };
}

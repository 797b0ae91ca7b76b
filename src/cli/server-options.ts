import { type Command, Option } from 'commander';
import type { TargetConfig } from '../config/schema.ts';
import { urlTarget } from '../config/url-target.ts';
import { CliError } from './cli-error.ts';
import { addConfigOptions, type ConfigFlags } from './config-options.ts';
import { EXIT } from './io.ts';

/** What names a server on the command line: one of the configuration, or any by its URL. */
export interface ServerFlags extends ConfigFlags {
  readonly url?: string;
}

/** The flags of every command that looks at one server. */
export function addServerOptions(command: Command): Command {
  const target = new Option('--target <name>', 'which server; the default target when absent');
  return addConfigOptions(command.addOption(target).addOption(urlOption()));
}

/** The flags of commands that look at all servers unless told otherwise. */
export function addServersOptions(command: Command): Command {
  const target = new Option('--target <name...>', 'only these targets');
  return addConfigOptions(command.addOption(target).addOption(urlOption()));
}

/** Means the same everywhere; docs/configuration.md explains it. */
export function urlOption(): Option {
  return new Option(
    '--url <url>',
    'a server instead of the configured one: postgresql://role@host/database',
  ).conflicts('target');
}

/** @throws CliError that says what is wrong with it, but not what it is */
export async function readUrl(
  url: string,
  env: NodeJS.ProcessEnv,
): Promise<readonly [name: string, target: TargetConfig]> {
  return await urlTarget(url, env).catch((cause: Error) => {
    const message = `--url: ${cause.message}${cause.message.includes('expected') ? '' : '; expected postgresql://role@host:port/database'}`;
    throw new CliError(message, EXIT.usage, { cause });
  });
}

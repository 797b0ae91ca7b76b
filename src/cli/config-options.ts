import { existsSync } from 'node:fs';
import { type Command, Option } from 'commander';
import type { ConfigInput } from '../config/read-config.ts';

export interface ConfigFlags {
  readonly 'config.file'?: string;
  readonly catalog?: readonly string[];
}

/** The flags of every command that looks at a configured server. */
export function addConfigOptions(command: Command): Command {
  return addConfigFileOption(command).option(
    '--catalog <path...>',
    'catalog files or folders instead of the configured ones',
  );
}

/** For commands that have no use for a catalog. */
export function addConfigFileOption(command: Command): Command {
  return command.addOption(
    new Option('--config.file <file>', 'configuration with named targets').env(
      'PGVITALS_CONFIG_FILE',
    ),
  );
}

const DEFAULT_FILE = 'pgvitals.yaml';

/** The configuration that the flags name, or the file of the usual name in the current folder. */
export function configInput(flags: ConfigFlags, env: NodeJS.ProcessEnv): ConfigInput {
  const file = flags['config.file'] ?? (existsSync(DEFAULT_FILE) ? DEFAULT_FILE : undefined);
  return { file, catalogs: flags.catalog, env };
}

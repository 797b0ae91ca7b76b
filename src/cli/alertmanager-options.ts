import { type Command, Option } from 'commander';
import {
  type AlertmanagerClient,
  alertmanagerClient,
} from '../alertmanager/alertmanager-client.ts';
import { readConfig } from '../config/read-config.ts';
import { type ConfigFlags, configInput } from './config-options.ts';
import type { Io } from './io.ts';

export interface AlertmanagerFlags extends Pick<ConfigFlags, 'config.file'> {
  readonly alertmanager?: string;
}

const DEFAULT_URL = 'http://localhost:9093';

/** The flags of every command that talks to Alertmanager. */
export function addAlertmanagerOptions(command: Command): Command {
  return command
    .option(
      '--alertmanager <url>',
      `its address, otherwise that of the configuration, otherwise ${DEFAULT_URL} (env: PGVITALS_ALERTMANAGER_URL)`,
    )
    .addOption(
      new Option('--config.file <file>', 'configuration with an alertmanager.url').env(
        'PGVITALS_CONFIG_FILE',
      ),
    );
}

/** The Alertmanager that flag, environment or configuration names, the first of these. */
export async function openAlertmanager(
  flags: AlertmanagerFlags,
  { env }: Io,
): Promise<AlertmanagerClient> {
  const given = flags.alertmanager ?? env.PGVITALS_ALERTMANAGER_URL;
  if (given !== undefined) return alertmanagerClient(given);
  const input = configInput(flags, env);
  // Without a file there is nothing to look into.
  const read = input.file === undefined ? undefined : await readConfig(input);
  return alertmanagerClient(read?.config.alertmanager.url ?? DEFAULT_URL);
}

import { type Command, InvalidArgumentError, Option } from 'commander';
import { durationSchema } from '../catalog/duration.ts';
import { CliError } from './cli-error.ts';
import { EXIT, type Io } from './io.ts';

export interface SilenceFlags {
  readonly comment: string;
  readonly author?: string;
  /** Milliseconds. */
  readonly for: number;
}

const DAY_MS = 86_400_000;

/** The flags of what leaves a silence, and with it an entry in the audit trail. */
export function addSilenceOptions(command: Command, lasts: string): Command {
  return command
    .requiredOption('-c, --comment <text>', 'why, for those who read it later')
    .option(
      '--author <name>',
      'who, otherwise the user of the system (env: PGVITALS_ALERTS_AUTHOR)',
    )
    .addOption(
      new Option('--for <duration>', 'for how long, such as 30m, 4h or 2d')
        .argParser(readDuration)
        .default(readDuration(lasts), lasts),
    );
}

function readDuration(text: string): number {
  const { data, success } = durationSchema.safeParse(text);
  if (success && data > 0 && data <= 365 * DAY_MS) return data;
  throw new InvalidArgumentError('expected a duration such as 30m, 4h or 2d, a year at most.');
}

/** An audit trail without a name is none. */
export function authorOf({ author }: SilenceFlags, { env }: Io): string {
  const name =
    author ?? env.PGVITALS_ALERTS_AUTHOR ?? env.USER ?? env.LOGNAME ?? env.USERNAME ?? '';
  if (name.trim() !== '') return name;
  throw new CliError('who are you? Give --author NAME for the audit trail', EXIT.usage);
}

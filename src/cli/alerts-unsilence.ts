import { Command } from 'commander';
import {
  type AlertmanagerFlags,
  addAlertmanagerOptions,
  openAlertmanager,
} from './alertmanager-options.ts';
import { CliError } from './cli-error.ts';
import { EXIT, type Io } from './io.ts';
import { startOfId } from './start-of-id.ts';

export function alertsUnsilenceCommand(io: Io, done: (code: number) => void): Command {
  const command = new Command('unsilence')
    .description('end a silence or an acknowledgement before its time')
    .argument('<id>', 'of the silence, or the start of it', startOfId);
  return addAlertmanagerOptions(command).action(async (id: string, flags: AlertmanagerFlags) =>
    done(await alertsUnsilence(id, flags, io)),
  );
}

async function alertsUnsilence(wanted: string, flags: AlertmanagerFlags, io: Io): Promise<number> {
  const client = await openAlertmanager(flags, io);
  const found = (await client.silences()).filter(({ id }) => id.startsWith(wanted));
  const [silence] = found;
  if (silence === undefined) {
    throw new CliError(
      `there is no silence ${wanted}; pgvitals alerts silences shows those that there are`,
    );
  }
  if (found.length > 1) {
    const ids = found.map(({ id }) => `\n  ${id}`).join('');
    throw new CliError(
      `${wanted} is the start of ${found.length} silences; which?${ids}`,
      EXIT.usage,
    );
  }
  const { comment, createdBy, id, status } = silence;
  if (status.state === 'expired') {
    io.stdout.write(`The silence ${id} is over already.\n`);
    return EXIT.ok;
  }
  await client.expireSilence(id);
  io.stdout.write(`Ended the silence ${id} of ${createdBy}: ${comment}\n`);
  return EXIT.ok;
}

import { Command } from 'commander';
import type { AlertmanagerClient } from '../alertmanager/alertmanager-client.ts';
import type { Alert } from '../alertmanager/api-schema.ts';
import { exactMatchers } from '../alertmanager/exact-matchers.ts';
import { didYouMean } from '../yaml/did-you-mean.ts';
import {
  type AlertmanagerFlags,
  addAlertmanagerOptions,
  openAlertmanager,
} from './alertmanager-options.ts';
import { CliError } from './cli-error.ts';
import { EXIT, type Io } from './io.ts';
import { addSilenceOptions, authorOf, type SilenceFlags } from './silence-options.ts';
import { startOfId } from './start-of-id.ts';
import { minuteText } from './time-text.ts';

interface AckFlags extends AlertmanagerFlags, SilenceFlags {
  readonly target?: string;
  readonly json: boolean;
}

export function alertsAckCommand(io: Io, done: (code: number) => void): Command {
  const command = new Command('ack')
    .description(
      'acknowledge one alert: a silence for exactly this one, with who, why and how long',
    )
    .argument(
      '<alert>',
      'its id, or the start of it, or its name where one of that name fires',
      startOfId,
    )
    .option('--target <name>', 'which of the alerts of that name');
  addSilenceOptions(command, '4h').option('--json', 'print JSON', false);
  return addAlertmanagerOptions(command).action(async (wanted: string, flags: AckFlags) =>
    done(await alertsAck(wanted, flags, io)),
  );
}

async function alertsAck(wanted: string, flags: AckFlags, io: Io): Promise<number> {
  const author = authorOf(flags, io);
  const client = await openAlertmanager(flags, io);
  const alert = await findAlert(client, wanted, flags.target);
  const now = Date.now();
  const endsAt = new Date(now + flags.for);
  const id = await client.addSilence({
    matchers: exactMatchers(alert),
    startsAt: new Date(now),
    endsAt,
    createdBy: author,
    comment: flags.comment,
  });
  const { alertname = alert.fingerprint, target } = alert.labels;
  const what = `${alertname}${target === undefined ? '' : ` of ${target}`}`;
  io.stdout.write(
    flags.json
      ? `${JSON.stringify({ silence: id, alert: alert.fingerprint, until: endsAt, by: author })}\n`
      : `${author} has ${what} until ${minuteText(endsAt)}. To take it back: pgvitals alerts unsilence ${id}\n`,
  );
  return EXIT.ok;
}

async function findAlert(
  client: AlertmanagerClient,
  wanted: string,
  target: string | undefined,
): Promise<Alert> {
  const all = await client.alerts();
  const found = all.filter(
    ({ fingerprint, labels }) =>
      (fingerprint.startsWith(wanted) || labels.alertname === wanted) &&
      (target === undefined || labels.target === target),
  );
  const [alert] = found;
  if (alert === undefined) {
    const names = all.map(({ labels }) => labels.alertname ?? '');
    const of = target === undefined ? '' : ` of ${target}`;
    throw new CliError(
      `no alert "${wanted}"${of} fires, see pgvitals alerts list${didYouMean(wanted, names)}`,
    );
  }
  if (found.length === 1) return alert;
  const ids = found.map(({ fingerprint, labels }) => {
    const { severity = '-', target: name = '-' } = labels;
    return `\n  ${fingerprint}  ${severity}  ${name}`;
  });
  throw new CliError(`"${wanted}" is ${found.length} alerts; which?${ids.join('')}`, EXIT.usage);
}

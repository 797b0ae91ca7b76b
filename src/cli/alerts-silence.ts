import { Command } from 'commander';
import { counted } from '../console/counted.ts';
import { readMatchers } from './alert-matchers.ts';
import {
  type AlertmanagerFlags,
  addAlertmanagerOptions,
  openAlertmanager,
} from './alertmanager-options.ts';
import { CliError } from './cli-error.ts';
import { EXIT, type Io } from './io.ts';
import { addSilenceOptions, authorOf, type SilenceFlags } from './silence-options.ts';
import { minuteText } from './time-text.ts';

interface NewSilenceFlags extends AlertmanagerFlags, SilenceFlags {
  readonly from?: string;
  readonly json: boolean;
}

export function alertsSilenceCommand(io: Io, done: (code: number) => void): Command {
  const command = new Command('silence')
    .description('keep all alerts with such labels quiet for a while, say for planned work')
    .argument(
      '<matchers...>',
      'for example target=orders category=replication alertname=~"Disk.*"',
    );
  addSilenceOptions(command, '2h')
    .option('--from <time>', 'when it begins, such as 2026-03-01T02:00:00Z; now if absent')
    .option('--json', 'print JSON', false);
  return addAlertmanagerOptions(command).action(
    async (matchers: readonly string[], flags: NewSilenceFlags) =>
      done(await alertsSilence(matchers, flags, io)),
  );
}

async function alertsSilence(
  texts: readonly string[],
  flags: NewSilenceFlags,
  io: Io,
): Promise<number> {
  const author = authorOf(flags, io);
  const matchers = readMatchers(texts);
  const startsAt = readTime(flags.from);
  const endsAt = new Date(startsAt.getTime() + flags.for);
  if (endsAt.getTime() <= Date.now()) {
    throw new CliError(`the silence would be over since ${minuteText(endsAt)}`, EXIT.usage);
  }
  const client = await openAlertmanager(flags, io);
  const id = await client.addSilence({
    matchers: matchers.map(({ text: _, ...matcher }) => matcher),
    startsAt,
    endsAt,
    createdBy: author,
    comment: flags.comment,
  });
  const now = await client.alerts(matchers.map(({ text }) => text));
  const count = `${counted(now.length, 'alert')}`;
  io.stdout.write(
    flags.json
      ? `${JSON.stringify({ silence: id, from: startsAt, until: endsAt, by: author, alerts: now.length })}\n`
      : `Quiet from ${minuteText(startsAt)} until ${minuteText(endsAt)}: ${matchers.map(({ text }) => text).join(' ')}, which is ${count} now.\nTo take it back: pgvitals alerts unsilence ${id}\n`,
  );
  return EXIT.ok;
}

function readTime(text: string | undefined): Date {
  if (text === undefined) return new Date();
  const time = new Date(text);
  // A time without a zone would be another one on another machine.
  if (/(?:Z|[+-]\d\d:?\d\d)$/.test(text) && !Number.isNaN(time.getTime())) return time;
  throw new CliError(
    `--from is "${text}", expected a time with its zone such as 2026-03-01T02:00:00Z`,
    EXIT.usage,
  );
}

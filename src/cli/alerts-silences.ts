import { Command } from 'commander';
import type { Silence } from '../alertmanager/api-schema.ts';
import { matcherText } from '../alertmanager/matcher-text.ts';
import {
  type AlertmanagerFlags,
  addAlertmanagerOptions,
  openAlertmanager,
} from './alertmanager-options.ts';
import { EXIT, type Io } from './io.ts';
import { terminalWidth } from './terminal-width.ts';
import { type TextColumn, textTable } from './text-table.ts';
import { minuteText } from './time-text.ts';
import { wrapText } from './wrap-text.ts';

interface SilencesFlags extends AlertmanagerFlags {
  readonly all: boolean;
  readonly json: boolean;
}

export function alertsSilencesCommand(io: Io, done: (code: number) => void): Command {
  const command = new Command('silences')
    .description('who keeps what quiet, why and until when: the audit trail, the newest first')
    .option('--all', 'those that are over, too, as far back as Alertmanager keeps them', false)
    .option('--json', 'print JSON', false);
  return addAlertmanagerOptions(command).action(async (flags: SilencesFlags) =>
    done(await alertsSilences(flags, io)),
  );
}

async function alertsSilences(flags: SilencesFlags, io: Io): Promise<number> {
  const client = await openAlertmanager(flags, io);
  const silences = (await client.silences())
    .filter(({ status }) => flags.all || status.state !== 'expired')
    .toSorted((a, b) => Date.parse(b.startsAt) - Date.parse(a.startsAt));
  if (flags.json) {
    io.stdout.write(`${JSON.stringify(silences.map(asJson), null, 2)}\n`);
  } else if (silences.length === 0) {
    io.stdout.write(`Nothing ${flags.all ? 'was or ' : ''}is silenced.\n`);
  } else {
    const width = terminalWidth(io);
    const [header = '', ...lines] = textTable(COLUMNS, silences.map(asRow), width);
    const entries = silences.flatMap((silence, index) => [
      lines[index] ?? '',
      ...indented(silence.comment, width),
      ...indented(whatText(silence), width),
    ]);
    io.stdout.write(`${[header, ...entries].join('\n')}\n`);
  }
  return EXIT.ok;
}

const COLUMNS: readonly TextColumn[] = [
  { title: 'ID', align: 'left' },
  { title: 'STATE', align: 'left' },
  { title: 'FROM', align: 'left' },
  { title: 'UNTIL', align: 'left' },
  { title: 'BY', align: 'left', least: 6 },
];

/** Of an id; `unsilence` takes it. */
const ID_LENGTH = 8;

function asRow({ createdBy, endsAt, id, startsAt, status }: Silence): readonly string[] {
  const short = id.slice(0, ID_LENGTH);
  return [short, status.state, minuteText(startsAt), minuteText(endsAt), createdBy];
}

function indented(text: string, width: number): readonly string[] {
  const indent = ' '.repeat(ID_LENGTH + 2);
  return wrapText(text, width, indent, indent);
}

function whatText({ matchers }: Silence): string {
  return matchers.map(matcherText).join(' ');
}

function asJson(silence: Silence): unknown {
  const { comment, createdBy, endsAt, id, startsAt, status } = silence;
  const matchers = silence.matchers.map(matcherText);
  return {
    id,
    state: status.state,
    by: createdBy,
    from: startsAt,
    until: endsAt,
    comment,
    matchers,
  };
}

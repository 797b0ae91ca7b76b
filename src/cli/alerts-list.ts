import { Command, Option } from 'commander';
import type { Alert, Silence } from '../alertmanager/api-schema.ts';
import { printable } from '../console/printable.ts';
import { readMatchers } from './alert-matchers.ts';
import {
  type AlertmanagerFlags,
  addAlertmanagerOptions,
  openAlertmanager,
} from './alertmanager-options.ts';
import { EXIT, type Io } from './io.ts';
import { terminalWidth } from './terminal-width.ts';
import { type TextColumn, textTable } from './text-table.ts';
import { ageText, minuteText } from './time-text.ts';
import { wrapText } from './wrap-text.ts';

interface ListFlags extends AlertmanagerFlags {
  readonly severity?: string;
  readonly target?: string;
  readonly json: boolean;
}

const SEVERITIES = ['critical', 'warning', 'info'];

export function alertsListCommand(io: Io, done: (code: number) => void): Command {
  const command = new Command('list')
    .description('alerts that fire, the worst and oldest first')
    .argument('[matchers...]', 'only those with such labels, for example datname=shop')
    .addOption(new Option('--severity <severity>', 'only this one').choices(SEVERITIES))
    .option('--target <name>', 'only of this target')
    .option('--json', 'print JSON', false);
  return addAlertmanagerOptions(command).action(
    async (matchers: readonly string[], flags: ListFlags) =>
      done(await alertsList(matchers, flags, io)),
  );
}

async function alertsList(matchers: readonly string[], flags: ListFlags, io: Io): Promise<number> {
  const client = await openAlertmanager(flags, io);
  const { severity, target } = flags;
  const wanted = [
    ...matchers,
    ...(severity === undefined ? [] : [`severity=${severity}`]),
    ...(target === undefined ? [] : [`target=${target}`]),
  ];
  const alerts = await client.alerts(readMatchers(wanted).map(({ text }) => text));
  const silences = new Map((await client.silences()).map((silence) => [silence.id, silence]));
  const now = Date.now();
  const sorted = alerts.toSorted(worstFirst);
  if (flags.json) {
    const answers = sorted.map((alert) => asJson(alert, silences, now));
    io.stdout.write(`${JSON.stringify(answers, null, 2)}\n`);
  } else if (sorted.length === 0) {
    io.stdout.write(`No alert${wanted.length > 0 ? ' of that kind' : ''} fires.\n`);
  } else {
    const width = terminalWidth(io);
    const rows = sorted.map((alert) => asRow(alert, now));
    const [header = '', ...lines] = textTable(COLUMNS, rows, width);
    const entries = sorted.flatMap((alert, index) => [
      lines[index] ?? '',
      ...sayings(alert, silences).flatMap((text) => indented(text, width)),
    ]);
    io.stdout.write(printable(`${[header, ...entries].join('\n')}\n`));
  }
  return EXIT.ok;
}

function worstFirst(a: Alert, b: Alert): number {
  return rank(a) - rank(b) || Date.parse(a.startsAt) - Date.parse(b.startsAt);
}

function rank({ labels }: Alert): number {
  const index = SEVERITIES.indexOf(labels.severity ?? '');
  return index < 0 ? SEVERITIES.length : index;
}

const COLUMNS: readonly TextColumn[] = [
  { title: 'ID', align: 'left' },
  { title: 'SEVERITY', align: 'left' },
  { title: 'AGE', align: 'right' },
  { title: 'TARGET', align: 'left', least: 8 },
  { title: 'ALERT', align: 'left', least: 12 },
];

/** Of an id; enough to tell some thousand alerts apart, and `ack` takes it. */
const ID_LENGTH = 8;

function asRow({ fingerprint, labels, startsAt }: Alert, now: number): readonly string[] {
  return [
    fingerprint.slice(0, ID_LENGTH),
    labels.severity ?? '-',
    ageText(now - Date.parse(startsAt)),
    labels.target ?? labels.instance ?? '-',
    labels.alertname ?? '-',
  ];
}

type Silences = ReadonlyMap<string, Silence>;

/** What it is about, and why nobody is told where that is so. */
function sayings({ annotations, status }: Alert, silences: Silences): readonly string[] {
  const what = annotations.summary ?? annotations.description;
  const silence = silences.get(status.silencedBy[0] ?? '');
  return [
    ...(what === undefined ? [] : [what]),
    ...(silence === undefined
      ? []
      : [
          `silenced by ${silence.createdBy} until ${minuteText(silence.endsAt)}: ${silence.comment}`,
        ]),
    ...(status.inhibitedBy.length > 0 ? ['inhibited: a worse alert says the same'] : []),
  ];
}

function indented(text: string, width: number): readonly string[] {
  const indent = ' '.repeat(ID_LENGTH + 2);
  return wrapText(text, width, indent, indent);
}

function asJson(alert: Alert, silences: Silences, now: number): unknown {
  const { annotations, fingerprint, labels, receivers, startsAt, status } = alert;
  const age = Math.round((now - Date.parse(startsAt)) / 1000);
  return {
    id: fingerprint,
    alert: labels.alertname,
    severity: labels.severity,
    target: labels.target,
    since: startsAt,
    age_seconds: age,
    state: status.state === 'suppressed' ? 'suppressed' : 'firing',
    silences: status.silencedBy.flatMap((id) => {
      const { comment, createdBy, endsAt } = silences.get(id) ?? {};
      return comment === undefined ? [] : [{ id, by: createdBy, comment, until: endsAt }];
    }),
    inhibited_by: status.inhibitedBy,
    receivers: receivers.map(({ name }) => name),
    labels,
    annotations,
  };
}

import { extname } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { prometheusClient } from '../prometheus/prometheus-client.ts';
import { readReport } from '../report/read-report.ts';
import type { Report } from '../report/report.ts';
import { reportHtml } from '../report/report-html.ts';
import { reportMarkdown } from '../report/report-markdown.ts';
import { chooseInstance } from '../trends/choose-matchers.ts';
import { PERIODS, type Period } from '../trends/trend.ts';
import { CliError } from './cli-error.ts';
import { EXIT, type Io } from './io.ts';
import { wholeNumber } from './output-options.ts';
import { demoPrometheus } from './read-servers.ts';
import { writeReport } from './report-file.ts';
import { reportText } from './report-text.ts';
import { terminalWidth } from './terminal-width.ts';

interface ReportFlags {
  readonly prometheus?: string;
  readonly instance?: string;
  readonly period: Period;
  readonly from?: number;
  readonly to?: number;
  readonly format?: Format;
  readonly out?: string;
  readonly keep?: number;
  readonly limit: number;
}

const FORMATS = { text: 'txt', markdown: 'md', html: 'html', json: 'json' } as const;
type Format = keyof typeof FORMATS;

export function reportCommand(io: Io, done: (code: number) => void): Command {
  return new Command('report')
    .addOption(
      new Option('--prometheus <url>', 'address of the Prometheus that scrapes the server').env(
        'PGVITALS_PROMETHEUS_URL',
      ),
    )
    .option('--instance <instance>', 'label instance of the server in Prometheus')
    .addOption(
      new Option('--period <period>', 'how long a time')
        .choices(Object.keys(PERIODS))
        .default('day'),
    )
    .option('--from <time>', 'begin here instead, such as 2026-11-20T08:00Z', moment)
    .option('--to <time>', 'end here; now when absent', moment)
    .addOption(
      new Option(
        '--format <format>',
        'text when absent, or what the name of the file says',
      ).choices(Object.keys(FORMATS)),
    )
    .option('--out <path>', 'a file, or a folder for reports that are named by their time')
    .option(
      '--keep <number>',
      'in a folder, keep so many reports of this server and period',
      wholeNumber,
    )
    .option(
      '--limit <number>',
      'statements and anomalies in each list; 0 for all of them',
      wholeNumber,
      10,
    )
    .action(async (flags: ReportFlags) => done(await report(flags, io)));
}

const LEAST_SECONDS = 600;

async function report(flags: ReportFlags, io: Io): Promise<number> {
  const url = flags.prometheus ?? (await demoPrometheus({}, io));
  if (url === undefined) throw new CliError(NO_PROMETHEUS, EXIT.usage);
  const now = Math.floor(Date.now() / 1000);
  const to = Math.min(flags.to ?? now, now);
  const from = flags.from ?? to - PERIODS[flags.period];
  if (to - from < LEAST_SECONDS) {
    throw new CliError('expected ten minutes at least between --from and --to', EXIT.usage);
  }
  const client = prometheusClient(url);
  const instance = await chooseInstance(client, { instance: flags.instance, target: undefined });
  const limit = flags.limit === 0 ? Number.POSITIVE_INFINITY : flags.limit;
  const found = await readReport({ client, instance, from, to }, limit);
  const format = flags.format ?? formatOf(flags.out);
  const text = render(found, format, io);
  if (flags.out === undefined) io.stdout.write(text);
  else {
    const path = await writeReport(
      text,
      {
        path: flags.out,
        server: instance,
        span: flags.from === undefined ? flags.period : 'range',
        extension: FORMATS[format],
        keep: flags.keep,
      },
      new Date(),
    );
    io.stdout.write(`${path}\n`);
  }
  return EXIT.ok;
}

const NO_PROMETHEUS =
  'a report is made of what Prometheus has kept: give --prometheus or PGVITALS_PROMETHEUS_URL; without one, "pgvitals baseline compare" tells what changed';

function formatOf(path: string | undefined): Format {
  const extension = path === undefined ? '' : extname(path).slice(1);
  const names = Object.keys(FORMATS) as Format[];
  return names.find((name) => FORMATS[name] === extension) ?? 'text';
}

function render(found: Report, format: Format, io: Io): string {
  if (format === 'json') return `${JSON.stringify(found, null, 2)}\n`;
  if (format === 'html') return reportHtml(found);
  if (format === 'markdown') return reportMarkdown(found);
  return reportText(found, terminalWidth(io));
}

function moment(text: string): number {
  const at = Date.parse(text);
  if (Number.isNaN(at))
    throw new InvalidArgumentError('Expected a time such as 2026-11-20T08:00Z.');
  return Math.floor(at / 1000);
}

import { Command } from 'commander';
import type { Baseline } from '../baseline/baseline.ts';
import { compareBaselines, type Difference, type Unit } from '../baseline/compare-baselines.ts';
import { counted } from '../console/counted.ts';
import { formatBytes } from '../console/format-bytes.ts';
import { formatCount } from '../console/format-count.ts';
import { formatRatio } from '../console/format-ratio.ts';
import { formatSeconds } from '../console/format-seconds.ts';
import type { RowColumn } from '../console/row-column.ts';
import {
  addBaselineOptions,
  type BaselineFlags,
  openStore,
  pick,
  windowOption,
} from './baseline-options.ts';
import { captureBaseline } from './capture-baseline.ts';
import { EXIT, type Io } from './io.ts';
import { rowTable } from './row-table.ts';
import { terminalWidth } from './terminal-width.ts';
import { withTarget } from './with-target.ts';

interface CompareFlags extends BaselineFlags {
  readonly window: number;
  readonly all: boolean;
  readonly failOnWorse: boolean;
  readonly json: boolean;
}

export function baselineCompareCommand(io: Io, done: (code: number) => void): Command {
  const command = new Command('compare')
    .description('say what is better, worse or larger than at an earlier time')
    .argument('[before]', 'name of a baseline; the newest when absent')
    .argument('[after]', 'name of a later one; the server as it is now when absent')
    .option('--window <time>', 'how long to watch for rates and latencies', windowOption, 5000)
    .option('--all', 'tell of tables and statements that are the same, too', false)
    .option('--fail-on-worse', 'exit code 1 when something is worse', false)
    .option('--json', 'print JSON', false);
  return addBaselineOptions(command).action(
    async (before: string | undefined, after: string | undefined, flags: CompareFlags) =>
      done(await baselineCompare(before, after, flags, io)),
  );
}

export async function baselineCompare(
  before: string | undefined,
  after: string | undefined,
  flags: CompareFlags,
  io: Io,
): Promise<number> {
  return await withTarget(flags, io, async (chosen) => {
    const all = await openStore(chosen.read, chosen.name, flags, io).list();
    const earlier = pick(all, before, chosen.name);
    const later =
      after === undefined
        ? await captureBaseline(chosen, 'now', flags.window)
        : pick(all, after, chosen.name);
    const differences = compareBaselines(earlier, later);
    if (flags.json) {
      const answer = { before: headOf(earlier), after: headOf(later), differences };
      io.stdout.write(`${JSON.stringify(answer, null, 2)}\n`);
    } else io.stdout.write(`${lines(earlier, later, differences, flags.all, io).join('\n')}\n`);
    const worse = differences.some(({ verdict }) => verdict === 'worse');
    return worse && flags.failOnWorse ? EXIT.failure : EXIT.ok;
  });
}

function headOf({ at, name, version }: Baseline) {
  return { name, at, version };
}

/** Also for the trends of a server without Prometheus. */
export function lines(
  before: Baseline,
  after: Baseline,
  differences: readonly Difference[],
  all: boolean,
  io: Io,
): readonly string[] {
  const telling = differences.filter(({ detail, verdict }) => !detail || !SAME.has(verdict));
  const shown = all ? differences : telling.slice(0, MOST_LINES);
  const hidden = differences.length - shown.length;
  const counts = (['better', 'worse'] as const).map((verdict) => {
    const number = differences.filter((one) => one.verdict === verdict).length;
    return `${number} ${verdict}`;
  });
  return [
    `From ${before.name} (${timeOf(before)}) to ${after.name} (${timeOf(after)}):`,
    '',
    ...rowTable(COLUMNS, shown, terminalWidth(io)),
    '',
    `${counts.join(', ')}${hidden > 0 ? `; ${counted(hidden, 'further table or statement', 'further tables and statements')} with --all` : ''}.`,
  ];
}

const MOST_LINES = 30;

const SAME: ReadonlySet<string> = new Set(['same', 'new']);

function timeOf({ at }: Baseline): string {
  return `${at.slice(0, 16).replace('T', ' ')} UTC`;
}

const COLUMNS: readonly RowColumn<Difference>[] = [
  { key: 'what', title: 'what', value: ({ what }) => what, least: 20 },
  value('before', (row) => row.before),
  value('after', (row) => row.after),
  { key: 'change', title: 'change', value: changeText, align: 'right' },
  { key: 'verdict', title: 'verdict', value: ({ verdict }) => verdict },
];

function value(key: string, of: (row: Difference) => number | null): RowColumn<Difference> {
  return { key, title: key, value: of, text: (row) => FORMATS[row.unit](of(row)), align: 'right' };
}

const FORMATS: Readonly<Record<Unit, (value: number | null) => string>> = {
  bytes: formatBytes,
  seconds: formatSeconds,
  ratio: formatRatio,
  count: formatCount,
  'per second': (number) => (number === null ? '' : `${formatCount(number)}/s`),
};

function changeText({ change, unit }: Difference): string {
  if (change === null) return '';
  const points = (change * 100).toFixed(1);
  const sign = change > 0 ? '+' : '';
  return unit === 'ratio' ? `${sign}${points} points` : `${sign}${points}%`;
}

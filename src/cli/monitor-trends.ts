import { Command, Option } from 'commander';
import type { Baseline } from '../baseline/baseline.ts';
import { compareBaselines } from '../baseline/compare-baselines.ts';
import { prometheusClient } from '../prometheus/prometheus-client.ts';
import { chooseMatchers } from '../trends/choose-matchers.ts';
import { PERIODS, type Period, readTrend, type Trend } from '../trends/trend.ts';
import { TREND_SIGNALS } from '../trends/trend-signals.ts';
import { lines } from './baseline-compare.ts';
import { type BaselineFlags, openStore } from './baseline-options.ts';
import { captureBaseline } from './capture-baseline.ts';
import { EXIT, type Io } from './io.ts';
import { demoPrometheus } from './read-servers.ts';
import { addServerOptions } from './server-options.ts';
import { terminalWidth } from './terminal-width.ts';
import { trendLines } from './trend-lines.ts';
import { type ChosenTarget, withTarget } from './with-target.ts';

export interface TrendsFlags extends BaselineFlags {
  readonly prometheus?: string;
  readonly instance?: string;
  readonly period?: Period;
  readonly json: boolean;
}

const NAMES = Object.keys(PERIODS) as Period[];

export function monitorTrendsCommand(io: Io, done: (code: number) => void): Command {
  const command = new Command('trends')
    .description(
      'compare the last day, week and month with those before, from Prometheus or baselines',
    )
    .addOption(
      new Option('--prometheus <url>', 'address of the Prometheus that scrapes this server').env(
        'PGVITALS_PROMETHEUS_URL',
      ),
    )
    .option('--instance <instance>', 'label instance of the server in Prometheus')
    .addOption(new Option('--period <period>', 'only this one').choices(NAMES))
    .option('--folder <folder>', 'where baselines are kept, without Prometheus')
    .option('--json', 'print JSON', false);
  return addServerOptions(command).action(async (flags: TrendsFlags) =>
    done(await trends(flags, io)),
  );
}

export async function trends(flags: TrendsFlags, io: Io): Promise<number> {
  const url = flags.prometheus ?? (await demoPrometheus(flags, io));
  if (url !== undefined) return await fromPrometheus(url, flags, io);
  return await withTarget(flags, io, (chosen) => fromBaselines(chosen, flags, io));
}

/** Needs no server but Prometheus. */
async function fromPrometheus(url: string, flags: TrendsFlags, io: Io): Promise<number> {
  const client = prometheusClient(url);
  const { instance, target } = flags;
  const matchers = await chooseMatchers(client, { instance, target });
  const now = Math.floor(Date.now() / 1000);
  const found = await Promise.all(
    periods(flags).map(async (period) => {
      const all = TREND_SIGNALS.map((signal) =>
        readTrend(client, signal, { matchers, now, seconds: PERIODS[period] }),
      );
      return [period, (await Promise.all(all)).flat()] as const;
    }),
  );
  if (flags.json) io.stdout.write(`${JSON.stringify(Object.fromEntries(found), null, 2)}\n`);
  else io.stdout.write(`${found.map(text(io)).join('\n')}`);
  return EXIT.ok;
}

function text(io: Io) {
  return ([period, trend]: readonly [Period, readonly Trend[]]) =>
    `${trendLines(period, trend, terminalWidth(io)).join('\n')}\n`;
}

function periods({ period }: TrendsFlags): readonly Period[] {
  return period === undefined ? NAMES : [period];
}

export async function fromBaselines(
  chosen: ChosenTarget,
  flags: TrendsFlags,
  io: Io,
): Promise<number> {
  const all = await openStore(chosen.read, chosen.name, flags, io).list();
  const pairs = periods(flags).flatMap((period) => {
    const before = nearest(all, PERIODS[period], Date.now() / 1000);
    return before === undefined ? [] : [{ period, before }];
  });
  if (pairs.length === 0) {
    if (flags.json) io.stdout.write('{}\n');
    else {
      io.stdout.write(
        'No baseline is old enough to tell a trend, and --prometheus is not given. A daily "pgvitals baseline create" makes the start.\n',
      );
    }
    return EXIT.ok;
  }
  const now = await captureBaseline(chosen, 'now', 1000);
  const compared = pairs.map(({ before, period }) => ({
    period,
    before,
    differences: compareBaselines(before, now),
  }));
  if (flags.json) {
    const answer = compared.map(({ before, differences, period }) => [
      period,
      { before: { name: before.name, at: before.at }, differences },
    ]);
    io.stdout.write(`${JSON.stringify(Object.fromEntries(answer), null, 2)}\n`);
  } else {
    const texts = compared.map(
      ({ before, differences, period }) =>
        `Over the last ${period}. ${lines(before, now, differences, false, io).join('\n')}\n`,
    );
    io.stdout.write(texts.join('\n'));
  }
  return EXIT.ok;
}

/** The one whose age is closest to the period; half of it is the least that counts. */
function nearest(
  all: readonly Baseline[],
  periodSeconds: number,
  now: number,
): Baseline | undefined {
  const age = ({ at }: Baseline) => now - Date.parse(at) / 1000;
  const distance = (one: Baseline) => Math.abs(Math.log(age(one) / periodSeconds));
  return all
    .filter((one) => age(one) >= periodSeconds / 2 && age(one) <= periodSeconds * 2)
    .sort((a, b) => distance(a) - distance(b))[0];
}

import { setTimeout as sleep } from 'node:timers/promises';
import { Command, InvalidArgumentError, Option } from 'commander';
import type { ReadConfig } from '../config/read-config.ts';
import { printable } from '../console/printable.ts';
import { prometheusClient } from '../prometheus/prometheus-client.ts';
import { recordedVerdicts } from '../prometheus/recorded-verdicts.ts';
import { type ChosenThreshold, chooseLimits } from '../thresholds/choose-limits.ts';
import { loadThresholds } from '../thresholds/load-thresholds.ts';
import { PRESETS, type Preset } from '../thresholds/threshold.ts';
import type { Verdict } from '../thresholds/verdict.ts';
import { didYouMean } from '../yaml/did-you-mean.ts';
import { checkServer } from './check-server.ts';
import { checkText } from './check-text.ts';
import { CliError } from './cli-error.ts';
import type { Io } from './io.ts';
import { readServers } from './read-servers.ts';
import { addServersOptions, type ServerFlags } from './server-options.ts';
import { terminalWidth } from './terminal-width.ts';
import { verdictsJson } from './verdicts-json.ts';

export interface CheckFlags extends ServerFlags {
  readonly target?: readonly string[];
  readonly prometheus?: string;
  readonly interval: number;
  readonly preset?: Preset;
  readonly all: boolean;
  readonly json: boolean;
}

/** Exit codes as monitoring plugins have them. */
const CODES = { ok: 0, warning: 1, critical: 2, unknown: 3 } as const;

export function checkCommand(io: Io, done: (code: number) => void): Command {
  const command = new Command('check')
    .addOption(
      new Option(
        '--prometheus <url>',
        'judge by what this Prometheus has, its history included',
      ).conflicts('url'),
    )
    .addOption(
      new Option('--interval <seconds>', 'time between the two looks at each server')
        .argParser(seconds)
        .default(5),
    )
    .addOption(new Option('--preset <preset>', 'limits for this kind of server').choices(PRESETS))
    .option('--all', 'list what is fine, too, one line for each threshold', false)
    .option('--json', 'print JSON', false);
  return addServersOptions(command).action(async (flags: CheckFlags) =>
    done(await check(flags, io)),
  );
}

export async function check(flags: CheckFlags, io: Io): Promise<number> {
  const verdicts = await verdictsOf(flags, io).catch((cause: Error) => {
    // Without an answer nothing is known, which is not the same as 2 for critical.
    throw new CliError(cause.message, CODES.unknown, { cause });
  });
  if (flags.json) io.stdout.write(`${JSON.stringify(verdictsJson(verdicts), null, 2)}\n`);
  else
    io.stdout.write(
      printable(checkText(verdicts, { all: flags.all, width: terminalWidth(io), now: Date.now() })),
    );
  const kinds = new Set(verdicts.map(({ kind }) => kind));
  if (kinds.has('critical')) return CODES.critical;
  if (kinds.has('warning')) return CODES.warning;
  return kinds.has('ok') || kinds.has('info') ? CODES.ok : CODES.unknown;
}

async function verdictsOf(flags: CheckFlags, io: Io): Promise<readonly Verdict[]> {
  const read = await readServers(flags, io, 'monitorUrl');
  const thresholds = await loadThresholds();
  const preset = flags.preset === undefined ? {} : { preset: flags.preset };
  const chosenFor = (name: string): readonly ChosenThreshold[] => {
    const own = read.targets.get(name)?.thresholds;
    const choices = [read.config.thresholds, ...(own === undefined ? [] : [own])];
    return chooseLimits(thresholds, ...choices, { ...preset, values: {} });
  };
  const names = namesOf(read, flags);
  if (flags.prometheus !== undefined) {
    const client = prometheusClient(flags.prometheus);
    const ask = (name: string | undefined) => recordedVerdicts(client, chosenFor(name ?? ''), name);
    if (names.length > 0) return (await Promise.all(names.map(ask))).flat();
    // Prometheus may know more servers than the configuration, which may say more of some.
    const special = [...read.targets]
      .filter(([, { thresholds: own }]) => own.preset ?? Object.keys(own.values).length > 0)
      .map(([name]) => name);
    const [general = [], ...others] = await Promise.all([undefined, ...special].map(ask));
    return [...general.filter(({ target }) => !special.includes(target)), ...others.flat()];
  }
  if (names.length === 0) {
    throw new CliError(
      'no server is configured: give --url, --prometheus, --config.file, DATABASE_URL or PGHOST; pgvitals --help lists the ways',
    );
  }
  const pause = () => sleep(flags.interval * 1000);
  const all = names.map((name) => checkServer(name, read, chosenFor(name), pause));
  return (await Promise.all(all)).flat();
}

function namesOf({ targets }: ReadConfig, flags: CheckFlags): readonly string[] {
  // Prometheus may know servers that this configuration does not.
  if (flags.target === undefined) return flags.prometheus === undefined ? [...targets.keys()] : [];
  const known = [...targets.keys()];
  const unknown = flags.target.find((name) => !targets.has(name));
  if (unknown === undefined || flags.prometheus !== undefined) return flags.target;
  throw new CliError(
    `there is no target "${unknown}"${didYouMean(unknown, known)}; configured are: ${known.join(', ')}`,
  );
}

function seconds(text: string): number {
  const [, digits = ''] = /^(\d+(?:\.\d+)?)s?$/.exec(text) ?? [];
  const value = Number(digits);
  if (digits === '' || value < 1 || value > 300) {
    throw new InvalidArgumentError('Expected seconds from 1 to 300, such as 5s.');
  }
  return value;
}

import { join } from 'node:path';
import { Command } from 'commander';
import type { Benchmark } from '../benchmark/benchmark.ts';
import {
  type BenchmarkHistory,
  historyKey,
  readHistory,
  writeHistory,
} from '../benchmark/benchmark-history.ts';
import type { BenchmarkEntry } from '../benchmark/benchmark-schema.ts';
import { runBenchmark } from '../benchmark/run-benchmark.ts';
import { toBenchmarks } from '../benchmark/to-benchmarks.ts';
import { statementOptions } from '../config/statement-options.ts';
import { targetConnection } from '../config/target-connection.ts';
import { printable } from '../console/printable.ts';
import { statementSession } from '../explain/statement-session.ts';
import type { ConnectOptions } from '../target/connection.ts';
import { readBenchmarkFile, SHIPPED_BENCHMARKS } from './benchmark-file.ts';
import { benchmarkLines } from './benchmark-lines.ts';
import { type BenchmarkOutcome, isGood } from './benchmark-outcome.ts';
import { CliError } from './cli-error.ts';
import { describeError } from './describe-error.ts';
import { EXIT, type Io } from './io.ts';
import { wholeNumber } from './output-options.ts';
import { addServerOptions } from './server-options.ts';
import { stateFolder } from './state-folder.ts';
import { terminalWidth } from './terminal-width.ts';
import { type ChosenTarget, type TargetFlags, withTarget } from './with-target.ts';

export interface BenchmarksFlags extends TargetFlags {
  readonly file?: string;
  readonly only?: readonly string[];
  readonly runs?: number;
  readonly minRows: number;
  readonly history?: string;
  readonly failOnPlanChange: boolean;
  readonly json: boolean;
}

export function monitorBenchmarksCommand(io: Io, done: (code: number) => void): Command {
  const command = new Command('benchmarks')
    .description('run the benchmark statements, and hold them against their targets')
    .option('--file <file>', 'benchmarks in YAML instead of those of the configuration')
    .option('--only <name...>', 'only these benchmarks')
    .option('--runs <number>', 'how often each is run, instead of what it says', wholeNumber)
    .option('--min-rows <rows>', 'tell of scans of tables this large', wholeNumber, 1000)
    .option('--history <file>', 'where plans are remembered until the next run')
    .option('--fail-on-plan-change', 'exit code 1 for another plan than last time, too', false)
    .option('--json', 'print JSON', false)
    .addHelpText('after', '\nExit code 1: a benchmark failed, or its p95 is over its target.\n');
  return addServerOptions(command).action(async (flags: BenchmarksFlags) =>
    done(await withTarget(flags, io, (chosen) => benchmarks(chosen, flags, io))),
  );
}

/** For each statement, and for all runs of one benchmark. */
const TIMEOUT_MS = 30_000;
const BUDGET_MS = 60_000;

export async function benchmarks(
  chosen: ChosenTarget,
  flags: BenchmarksFlags,
  io: Io,
  budgetMs = BUDGET_MS,
): Promise<number> {
  const { connect_timeout } = chosen.read.config.limits;
  const connect = await targetConnection(chosen.config, connect_timeout, chosen.read.env);
  const wanted = await chooseBenchmarks(chosen, flags, connect);
  const file = flags.history ?? join(stateFolder(io.env), 'benchmarks.json');
  const before = await readHistory(file);
  const outcomes: BenchmarkOutcome[] = [];
  // One after the other: they would only measure each other.
  for (const benchmark of wanted) {
    if (benchmark.writes && chosen.server.role === 'standby') {
      outcomes.push({ benchmark, problem: 'a standby cannot change rows', skipped: true });
      continue;
    }
    const last = before[historyKey(chosen.name, benchmark.name)];
    const limits = { timeoutMs: TIMEOUT_MS, budgetMs, leastRows: flags.minRows };
    try {
      outcomes.push({ ...(await runBenchmark(benchmark, connect, limits)), last });
    } catch (error) {
      outcomes.push({ benchmark, problem: describeError(error) });
    }
  }
  await remember(file, before, chosen.name, outcomes);
  if (flags.json) io.stdout.write(`${JSON.stringify(outcomes, null, 2)}\n`);
  else io.stdout.write(printable(`${benchmarkLines(outcomes, terminalWidth(io)).join('\n')}\n`));
  const good = outcomes.every((outcome) => isGood(outcome, flags.failOnPlanChange));
  return good ? EXIT.ok : EXIT.failure;
}

async function chooseBenchmarks(
  { read }: ChosenTarget,
  { file, only, runs }: BenchmarksFlags,
  connect: ConnectOptions,
): Promise<readonly Benchmark[]> {
  const configured = read.config.benchmarks;
  const entries =
    file !== undefined
      ? await readBenchmarkFile(file)
      : configured.length > 0
        ? configured
        : await shippedBenchmarks(connect);
  const { classes } = statementOptions(read.config.statements).classes;
  const targets = new Map(
    classes.flatMap((one) =>
      one.targetSeconds === undefined ? [] : [[one.name, one.targetSeconds] as const],
    ),
  );
  const all = toBenchmarks(entries, targets);
  const missing = only?.find((one) => all.every((benchmark) => benchmark.name !== one));
  if (missing !== undefined) {
    const known = all.map((benchmark) => `"${benchmark.name}"`).join(', ');
    throw new CliError(`there is no benchmark "${missing}"; there are ${known}`, EXIT.usage);
  }
  return all
    .filter((benchmark) => only === undefined || only.includes(benchmark.name))
    .map((benchmark) =>
      runs === undefined ? benchmark : { ...benchmark, runs: Math.max(1, runs) },
    );
}

/** Those of the demo, where the server is one. */
async function shippedBenchmarks(connect: ConnectOptions): Promise<readonly BenchmarkEntry[]> {
  const isDemo = await statementSession({ connect, timeoutMs: 5000 }, async (connection) => {
    const { rows } = await connection.query(
      "SELECT to_regclass('public.cart_items') IS NOT NULL AND to_regclass('public.support_tickets') IS NOT NULL",
    );
    return rows[0]?.[0] === 't';
  });
  if (isDemo) return await readBenchmarkFile(SHIPPED_BENCHMARKS);
  throw new CliError(
    'no benchmarks are configured: list statements under benchmarks in pgvitals.yaml, or name a file of them with --file (docs/benchmarks.md)',
    EXIT.usage,
  );
}

async function remember(
  file: string,
  before: BenchmarkHistory,
  target: string,
  outcomes: readonly BenchmarkOutcome[],
): Promise<void> {
  const at = new Date().toISOString();
  const now = outcomes.flatMap((outcome) => {
    if ('problem' in outcome) return [];
    const { benchmark, fingerprint, p95 } = outcome;
    return [[historyKey(target, benchmark.name), { fingerprint, p95, at }] as const];
  });
  if (now.length > 0) await writeHistory(file, { ...before, ...Object.fromEntries(now) });
}

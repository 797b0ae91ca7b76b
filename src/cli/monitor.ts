import { Command, Option } from 'commander';
import { checkCommand } from './check.ts';
import { addConfigOptions } from './config-options.ts';
import type { Io } from './io.ts';
import { monitorBenchmarksCommand } from './monitor-benchmarks.ts';
import { monitorRealtimeCommand } from './monitor-realtime.ts';
import { monitorSuite, type SuiteFlags } from './monitor-suite.ts';
import { monitorTrendsCommand } from './monitor-trends.ts';

export function monitorCommand(io: Io, done: (code: number) => void): Command {
  const command = new Command('monitor')
    // Both have --target and its like: what stands behind a subcommand is for that.
    .enablePositionalOptions()
    .description(
      'look at a server: now, over time, against its limits; without a word, all of it once',
    )
    .option('--target <name>', 'which server; the default target when absent')
    .addOption(
      new Option(
        '--prometheus <url>',
        'address of the Prometheus that scrapes this server, for trends',
      ).env('PGVITALS_PROMETHEUS_URL'),
    )
    .action(async (flags: SuiteFlags) => done(await monitorSuite(flags, io)));
  return addConfigOptions(command)
    .addCommand(monitorRealtimeCommand(io, done))
    .addCommand(monitorTrendsCommand(io, done))
    .addCommand(checkCommand(io, done).name('alerts').description('the same as pgvitals check'))
    .addCommand(monitorBenchmarksCommand(io, done));
}

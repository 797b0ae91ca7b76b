import { Command, Option } from 'commander';
import { checkCommand } from './check.ts';
import type { Io } from './io.ts';
import { monitorBenchmarksCommand } from './monitor-benchmarks.ts';
import { monitorRealtimeCommand } from './monitor-realtime.ts';
import { monitorSuite, type SuiteFlags } from './monitor-suite.ts';
import { monitorTrendsCommand } from './monitor-trends.ts';
import { passOnFlags } from './pass-on-flags.ts';
import { addServerOptions } from './server-options.ts';

export function monitorCommand(io: Io, done: (code: number) => void): Command {
  const command = new Command('monitor')
    .addOption(
      new Option(
        '--prometheus <url>',
        'address of the Prometheus that scrapes this server, for trends',
      ).env('PGVITALS_PROMETHEUS_URL'),
    )
    .action(async (flags: SuiteFlags) => done(await monitorSuite(flags, io)));
  return passOnFlags(addServerOptions(command))
    .addCommand(monitorRealtimeCommand(io, done))
    .addCommand(monitorTrendsCommand(io, done))
    .addCommand(checkCommand(io, done).name('alerts').description('the same as pgvitals check'))
    .addCommand(monitorBenchmarksCommand(io, done));
}

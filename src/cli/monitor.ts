import { Command } from 'commander';
import type { Io } from './io.ts';
import { monitorBenchmarksCommand } from './monitor-benchmarks.ts';
import { monitorRealtimeCommand } from './monitor-realtime.ts';

export function monitorCommand(io: Io, done: (code: number) => void): Command {
  return new Command('monitor')
    .description('look at a server: now, over time, against its limits')
    .addCommand(monitorRealtimeCommand(io, done))
    .addCommand(monitorBenchmarksCommand(io, done));
}

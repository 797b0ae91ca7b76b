import { Command, InvalidArgumentError, Option } from 'commander';
import { durationSchema } from '../catalog/duration.ts';
import { EXIT, type Io } from './io.ts';
import { isInteractive } from './monitor/live-terminal.ts';
import { PANES } from './monitor/panes.ts';
import { runLive } from './monitor/run-live.ts';
import { snapshot } from './monitor/snapshot.ts';
import { addServerOptions } from './server-options.ts';
import { type TargetFlags, withTarget } from './with-target.ts';

interface RealtimeFlags extends TargetFlags {
  readonly interval: number;
  readonly once: boolean;
  readonly json: boolean;
  readonly pane?: string;
}

export function monitorRealtimeCommand(io: Io, done: (code: number) => void): Command {
  const command = new Command('realtime')
    .description('show what goes on now: live in a terminal, once anywhere else')
    .option('--interval <time>', 'time between two looks, as 2s', interval, 2000)
    .addOption(
      new Option('--pane <name>', 'begin with this pane, or show only this one once').choices(
        PANES.map(({ name }) => name),
      ),
    )
    .option('--once', 'print one interval and end', false)
    .option('--json', 'print one interval as JSON and end', false);
  return addServerOptions(command).action(async (flags: RealtimeFlags) =>
    done(await realtime(flags, io)),
  );
}

export async function realtime(flags: RealtimeFlags, io: Io): Promise<number> {
  return await withTarget(flags, io, async (chosen) => {
    const { interval: intervalMs, json, once, pane } = flags;
    if (isInteractive(io) && !once && !json) return await runLive(chosen, { intervalMs, pane }, io);
    const panes = PANES.filter(({ name }) => (pane ?? name) === name);
    await snapshot(chosen, { intervalMs, panes, json }, io);
    return EXIT.ok;
  });
}

const LEAST_MS = 200;

function interval(text: string): number {
  const { data, success } = durationSchema.safeParse(text);
  if (success && data >= LEAST_MS) return data;
  throw new InvalidArgumentError('Expected a time of at least 200ms, such as 2s.');
}

import { Command } from 'commander';
import { counted } from '../console/counted.ts';
import {
  addBaselineOptions,
  type BaselineFlags,
  openStore,
  windowOption,
} from './baseline-options.ts';
import { baselineName, captureBaseline } from './capture-baseline.ts';
import { EXIT, type Io } from './io.ts';
import { wholeNumber } from './output-options.ts';
import { withTarget } from './with-target.ts';

interface CreateFlags extends BaselineFlags {
  readonly window: number;
  readonly keep?: number;
}

export function baselineCreateCommand(io: Io, done: (code: number) => void): Command {
  const command = new Command('create')
    .description('remember sizes, cache hits, latencies and statements as they are now')
    .argument('[name]', 'what to call it; the time when absent')
    .option('--window <time>', 'how long to watch for rates and latencies', windowOption, 5000)
    .option('--keep <number>', 'how many to keep; the oldest ones are deleted (10)', wholeNumber);
  return addBaselineOptions(command).action(async (name: string | undefined, flags: CreateFlags) =>
    done(await baselineCreate(name, flags, io)),
  );
}

export async function baselineCreate(
  name: string | undefined,
  flags: CreateFlags,
  io: Io,
): Promise<number> {
  return await withTarget(flags, io, async (chosen) => {
    const baseline = await captureBaseline(chosen, name ?? baselineName(new Date()), flags.window);
    const keep = Math.max(1, flags.keep ?? chosen.read.config.baselines.keep);
    const deleted = await openStore(chosen.read, chosen.name, flags, io).save(baseline, keep);
    const { databases, statements, tables } = baseline;
    io.stdout.write(
      `Baseline ${baseline.name} of ${chosen.name} is kept: ${counted(databases.length, 'database')}, ${counted(tables.length, 'table')}, ${counted(statements.length, 'statement')}.\n`,
    );
    for (const old of deleted) io.stdout.write(`Deleted ${old}, as ${keep} are kept.\n`);
    return EXIT.ok;
  });
}

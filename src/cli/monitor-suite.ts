import { Writable } from 'node:stream';
import { check } from './check.ts';
import { CliError } from './cli-error.ts';
import { describeError } from './describe-error.ts';
import { EXIT, type Io } from './io.ts';
import { line, paint } from './monitor/line.ts';
import { usesColours } from './monitor/live-terminal.ts';
import { PANES } from './monitor/panes.ts';
import { snapshot } from './monitor/snapshot.ts';
import { benchmarks } from './monitor-benchmarks.ts';
import { trends } from './monitor-trends.ts';
import { nameDemo } from './read-servers.ts';
import { type TargetFlags, withTarget } from './with-target.ts';

export interface SuiteFlags extends TargetFlags {
  readonly prometheus?: string;
}

interface Part {
  readonly title: string;
  readonly run: (io: Io) => Promise<number>;
}

/** Everything once, one part after the other within the connections that a server allows. */
export async function monitorSuite(flags: SuiteFlags, io: Io): Promise<number> {
  let code: number = EXIT.ok;
  const named = await nameDemo(flags, io, 'adminUrl');
  for (const { run, title } of parts(flags)) {
    const kept = collected(named);
    const result = await run(kept.io).catch((error: unknown) => {
      // Without the server there is no use in going on.
      if (error instanceof CliError && title === 'REALTIME') throw error;
      kept.io.stdout.write(`${describeError(error)}\n`);
      return error instanceof CliError && error.exitCode === EXIT.usage ? EXIT.ok : EXIT.failure;
    });
    code = Math.max(code, result);
    io.stdout.write(`${paint(line(title, 'title'), usesColours(io))}\n${kept.text()}\n`);
  }
  return code;
}

/** Short enough for ten seconds in all. */
const REALTIME_MS = 1500;
const CHECK_SECONDS = 2;
const BENCHMARK = { runs: 5, budgetMs: 250 };
const SHOWN = ['overview', 'queries', 'blockers', 'waits'];

function parts(flags: SuiteFlags): readonly Part[] {
  const panes = PANES.filter(({ name }) => SHOWN.includes(name));
  const { target } = flags;
  return [
    {
      title: 'REALTIME',
      run: (io) =>
        withTarget(flags, io, async (chosen) => {
          await snapshot(chosen, { intervalMs: REALTIME_MS, panes, json: false }, io);
          return EXIT.ok;
        }),
    },
    {
      title: 'ALERTS',
      run: (io) => {
        const { target: _, ...rest } = flags;
        const targets = target === undefined ? {} : { target: [target] };
        return check({ ...rest, ...targets, interval: CHECK_SECONDS, all: false, json: false }, io);
      },
    },
    { title: 'TRENDS', run: (io) => trends({ ...flags, json: false }, io) },
    {
      title: 'BENCHMARKS',
      run: (io) =>
        withTarget(flags, io, (chosen) =>
          benchmarks(
            chosen,
            { ...flags, runs: BENCHMARK.runs, minRows: 1000, failOnPlanChange: false, json: false },
            io,
            BENCHMARK.budgetMs,
          ),
        ),
    },
  ];
}

/** A part's output is printed when it is complete, under its title. */
function collected(io: Io): { readonly io: Io; readonly text: () => string } {
  const chunks: string[] = [];
  const stdout = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk.toString());
      done();
    },
  });
  const { columns = undefined, isTTY = undefined } = io.stdout;
  return {
    io: { ...io, stdout: Object.assign(stdout, { columns, isTTY }) as Io['stdout'] },
    text: () => chunks.join(''),
  };
}

import { Writable } from 'node:stream';
import { formatSeconds } from '../console/format-seconds.ts';
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
import { within } from './within.ts';

export interface SuiteFlags extends TargetFlags {
  readonly prometheus?: string;
}

interface Part {
  readonly title: string;
  /** What shows the same, and takes its time. */
  readonly command: string;
  readonly run: (io: Io) => Promise<number>;
}

/**
 * Everything once, one part after the other within the connections that a server allows. What is
 * not there in time is left out and named: ten seconds are the end, however slow a server is.
 */
export async function monitorSuite(
  flags: SuiteFlags,
  io: Io,
  budgetMs = BUDGET_MS,
): Promise<number> {
  let code: number = EXIT.ok;
  const end = performance.now() + budgetMs;
  const named = await nameDemo(flags, io, 'adminUrl');
  for (const { command, run, title } of parts(flags)) {
    const kept = collected(named);
    const ms = Math.max(LEAST_MS, Math.min(budgetMs * LARGEST_SHARE, end - performance.now()));
    const said = run(kept.io).then(
      (result) => ({ result, text: kept.text() }),
      (error: unknown) => {
        // Without the server there is no use in going on.
        if (error instanceof CliError && title === 'REALTIME') throw error;
        const isUsage = error instanceof CliError && error.exitCode === EXIT.usage;
        const result: number = isUsage ? EXIT.ok : EXIT.failure;
        return { result, text: `${kept.text()}${describeError(error)}\n` };
      },
    );
    const { result, text } = await within(ms, said, () => ({
      result: EXIT.failure,
      text: `No answer within ${formatSeconds(ms / 1000)}: the server is slow or busy. "${command}" alone waits longer.\n`,
    }));
    code = Math.max(code, result);
    io.stdout.write(`${paint(line(title, 'title'), usesColours(io))}\n${text}\n`);
  }
  return code;
}

const BUDGET_MS = 8500;
/** Of the budget, for one part: the others shall have their turn. */
const LARGEST_SHARE = 0.5;
const LEAST_MS = 200;

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
      command: 'pgvitals monitor realtime',
      run: (io) =>
        withTarget(flags, io, async (chosen) => {
          await snapshot(chosen, { intervalMs: REALTIME_MS, panes, json: false }, io);
          return EXIT.ok;
        }),
    },
    {
      title: 'ALERTS',
      command: 'pgvitals check',
      run: (io) => {
        const { target: _, ...rest } = flags;
        const targets = target === undefined ? {} : { target: [target] };
        return check({ ...rest, ...targets, interval: CHECK_SECONDS, all: false, json: false }, io);
      },
    },
    {
      title: 'TRENDS',
      command: 'pgvitals monitor trends',
      run: (io) => trends({ ...flags, json: false }, io),
    },
    {
      title: 'BENCHMARKS',
      command: 'pgvitals monitor benchmarks',
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

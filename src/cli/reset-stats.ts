import { createInterface } from 'node:readline/promises';
import { Command } from 'commander';
import { targetConnection } from '../config/target-connection.ts';
import { resetStatistics } from '../explain/reset-statistics.ts';
import { CliError } from './cli-error.ts';
import { EXIT, type Io } from './io.ts';
import { addServerOptions } from './server-options.ts';
import { type TargetFlags, withTarget } from './with-target.ts';

interface ResetFlags extends TargetFlags {
  readonly yes: boolean;
}

export function resetStatsCommand(io: Io, done: (code: number) => void): Command {
  const command = new Command('reset-stats').option('--yes', 'do not ask', false);
  return addServerOptions(command).action(async (flags: ResetFlags) =>
    done(await resetStats(flags, io)),
  );
}

export async function resetStats(flags: ResetFlags, io: Io): Promise<number> {
  return await withTarget(flags, io, async (chosen) => {
    const { address, config, name, read } = chosen;
    if (!flags.yes && !(await agrees(`${name} (${address})`, io))) {
      io.stderr.write('Nothing was reset.\n');
      return EXIT.failure;
    }
    const connect = await targetConnection(config, read.config.limits.connect_timeout, read.env);
    const databases = [
      connect.database,
      ...chosen.server.databases.filter((database) => database !== connect.database),
    ];
    await resetStatistics(connect, databases);
    io.stdout.write(`The statistics of all statements of ${name} are reset.\n`);
    return EXIT.ok;
  });
}

async function agrees(what: string, io: Io): Promise<boolean> {
  const { stderr, stdin } = io;
  if (stdin?.isTTY !== true) {
    throw new CliError(
      'this forgets calls, times and rows of every statement of all databases; say --yes where nobody can be asked',
      EXIT.usage,
    );
  }
  stderr.write(
    `This forgets calls, times and rows of every statement, in all databases of ${what}.
Comparisons with the time before, top queries and baselines begin anew; counters of Prometheus go on.
`,
  );
  const lines = createInterface({ input: stdin, output: stderr });
  try {
    return /^y(es)?$/i.test((await lines.question('Reset them? [y/N] ')).trim());
  } finally {
    lines.close();
  }
}

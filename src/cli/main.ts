import { Command, CommanderError } from 'commander';
import { AlertmanagerError } from '../alertmanager/alertmanager-error.ts';
import { BaselineError } from '../baseline/baseline-error.ts';
import { BenchmarkError } from '../benchmark/benchmark-error.ts';
import { ConfigError } from '../config/config-error.ts';
import { WebConfigError } from '../http/web-config/web-config-error.ts';
import { FileError } from '../yaml/problem.ts';
import { adviseCommand } from './advise.ts';
import { alertsCommand } from './alerts.ts';
import { baselineCommand } from './baseline.ts';
import { catalogCommand } from './catalog.ts';
import { checkCommand } from './check.ts';
import { classesCommand } from './classes.ts';
import { CliError } from './cli-error.ts';
import { databaseCommand } from './database.ts';
import { demoCommand } from './demo.ts';
import { describeError } from './describe-error.ts';
import { doctorCommand } from './doctor.ts';
import { explainCommand } from './explain.ts';
import { explainQueryCommand } from './explain-query.ts';
import { indexesCommand } from './indexes.ts';
import { EXIT, type Io } from './io.ts';
import { maintenanceCommand } from './maintenance.ts';
import { monitorCommand } from './monitor.ts';
import { queriesCommand } from './queries.ts';
import { reportCommand } from './report.ts';
import { resetStatsCommand } from './reset-stats.ts';
import { rulesCommand } from './rules.ts';
import { serveCommand } from './serve.ts';

import { setupCommand } from './setup.ts';

import { stackCommand } from './stack.ts';

import { startCommand } from './start.ts';
import { tableCommand } from './table.ts';
import { tablesCommand } from './tables.ts';
import { verifyCommand } from './verify.ts';
import { VERSION } from './version.ts';

/** Runs one command; never throws, never ends the process. */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  let code: number = EXIT.ok;
  const done = (result: number) => {
    code = result;
  };
  const program = createProgram(io);
  for (const command of COMMANDS) {
    program.addCommand(withOutput(command(io, done), io));
  }
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    io.stderr.write(`pgvitals: ${describeError(error)}\n`);
    return exitCodeOf(error);
  }
}

const COMMANDS: readonly ((io: Io, done: (code: number) => void) => Command)[] = [
  startCommand,
  serveCommand,
  demoCommand,
  stackCommand,
  explainCommand,
  checkCommand,
  rulesCommand,
  setupCommand,
  doctorCommand,
  monitorCommand,
  verifyCommand,
  maintenanceCommand,
  queriesCommand,
  classesCommand,
  tablesCommand,
  tableCommand,
  indexesCommand,
  databaseCommand,
  explainQueryCommand,
  adviseCommand,
  baselineCommand,
  reportCommand,
  resetStatsCommand,
  alertsCommand,
  catalogCommand,
];

function exitCodeOf(error: unknown): number {
  if (error instanceof CliError) return error.exitCode;
  if (error instanceof BenchmarkError || error instanceof BaselineError) return EXIT.usage;
  if (error instanceof AlertmanagerError) {
    return error.code === 'BAD_URL' ? EXIT.usage : EXIT.failure;
  }
  const isConfiguration = error instanceof FileError || error instanceof ConfigError;
  return isConfiguration || error instanceof WebConfigError ? EXIT.usage : EXIT.failure;
}

function createProgram(io: Io): Command {
  const program = new Command('pgvitals')
    .description('PostgreSQL statistics for Prometheus.')
    .version(VERSION, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand(false)
    // A flag after the name of a command belongs to that command.
    .enablePositionalOptions()
    .addHelpText('after', HELP);
  return withOutput(program, io).showSuggestionAfterError();
}

/** Nothing of commander writes past the given streams or ends the process. */
function withOutput(command: Command, io: Io): Command {
  for (const sub of command.commands) withOutput(sub, io);
  return command.exitOverride().configureOutput({
    writeOut: (text) => io.stdout.write(text),
    writeErr: (text) => io.stderr.write(text),
  });
}

const HELP = `
Which server is monitored, the first that is given decides:
  --url URL of a command                          that server, whatever is configured
  --config.file FILE, PGVITALS_CONFIG_FILE or ./pgvitals.yaml  the targets in that file
  DATA_SOURCE_NAME (or _FILE)                     as for postgres_exporter
  DATABASE_URL                                    postgresql://user:password@host:port/database
  DATA_SOURCE_URI, _USER, _PASS (each or _FILE)   as for postgres_exporter
  PGHOST, PGPORT, PGUSER, PGPASSWORD, PGDATABASE, PGSSLMODE ...  as for psql

Examples:
  pgvitals demo                                   a PostgreSQL with a workload, and its metrics
  DATABASE_URL=postgresql://pgvitals@db1/postgres pgvitals serve
  pgvitals setup                                  what a server lacks, with the SQL for it
  pgvitals doctor                                 what keeps monitoring from seeing everything
  pgvitals explain                                what runs, what is skipped and why
  pgvitals catalog check my-queries.yaml          every problem as file:line:col
  pgvitals catalog import my.collector.yml        a file of sql_exporter or pgwatch as a catalog
`;

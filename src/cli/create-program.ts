import { Command } from 'commander';
import { COMMANDS, type CommandEntry } from './commands.ts';
import { describeOption } from './describe-option.ts';
import type { Io } from './io.ts';
import { VERSION } from './version.ts';

/** The program with all of its commands, of which those that are not wanted have no more than a name. */
export async function createProgram(
  io: Io,
  done: (code: number) => void,
  wanted: (entry: CommandEntry) => boolean,
): Promise<Command> {
  const program = new Command('pgvitals')
    .description('PostgreSQL statistics for Prometheus.')
    .version(VERSION, '-V, --version', 'print the version')
    .helpCommand(false)
    // A flag after the name of a command belongs to that command.
    .enablePositionalOptions()
    .addHelpText('after', HELP);
  for (const entry of COMMANDS) {
    const { description, load, name } = entry;
    const command = wanted(entry) ? (await load())(io, done) : new Command(name);
    program.addCommand(command.description(description));
  }
  return withOutput(program, io).showSuggestionAfterError();
}

/** Nothing of commander writes past the given streams or ends the process. */
function withOutput(command: Command, io: Io): Command {
  for (const sub of command.commands) withOutput(sub, io);
  return command
    .configureHelp({ optionDescription: describeOption })
    .helpOption('-h, --help', 'print this help')
    .exitOverride()
    .configureOutput({
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

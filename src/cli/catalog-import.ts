import { readFile } from 'node:fs/promises';
import { Command } from 'commander';
import { importCatalog } from '../catalog/import/import-catalog.ts';
import { counted } from '../console/counted.ts';
import { formatProblem } from '../yaml/problem.ts';
import { CliError } from './cli-error.ts';
import { EXIT, type Io } from './io.ts';

export function catalogImportCommand(io: Io, done: (code: number) => void): Command {
  return new Command('import')
    .description('print a file of sql_exporter or pgwatch as a catalog file')
    .argument('<file>', 'a collector file of sql_exporter, or a metrics file of pgwatch')
    .addHelpText('after', '\nWhat cannot be carried over goes to standard error, as file:line:col.')
    .action(async (file: string) => done(await catalogImport(file, io)));
}

export async function catalogImport(file: string, io: Io): Promise<number> {
  const text = await readFile(file, 'utf8').catch((cause: Error) => {
    throw new CliError(`${file} cannot be read: ${cause.message}`, EXIT.usage);
  });
  const { notes, queries, refusals, text: converted } = importCatalog(file, text);
  for (const problem of [...refusals, ...notes]) io.stderr.write(`${formatProblem(problem)}\n`);
  io.stdout.write(converted);
  const metrics = [...queries.values()].flatMap((query) =>
    query.metrics.flatMap((column) =>
      Object.values(column).filter(({ usage }) => usage !== 'LABEL'),
    ),
  );
  const found = `${counted(queries.size, 'query', 'queries')} with ${counted(metrics.length, 'metric')}`;
  io.stderr.write(`converted ${found}\n`);
  return queries.size > 0 ? EXIT.ok : EXIT.failure;
}

import { Command, Option } from 'commander';
import { DIALECTS, type Dialect } from '../catalog/dialects/dialect.ts';
import { readCatalog, SHIPPED_CATALOG } from '../catalog/load.ts';
import { counted } from '../console/counted.ts';
import { formatProblem } from '../yaml/problem.ts';
import { EXIT, type Io } from './io.ts';

export function catalogCheckCommand(io: Io, done: (code: number) => void): Command {
  return new Command('check')
    .description('print every problem as file:line:col; exit code 1 if there is one')
    .argument('[files...]', 'catalog files or folders; the shipped catalog when none is given')
    .addOption(
      new Option(
        '--dialect <name>',
        'whose format the files have; found out for each if absent',
      ).choices(DIALECTS),
    )
    .action(async (files: readonly string[], { dialect }: CheckFlags) =>
      done(await catalogCheck(files, io, dialect)),
    );
}

interface CheckFlags {
  readonly dialect?: Dialect;
}

export async function catalogCheck(
  files: readonly string[],
  io: Io,
  dialect?: Dialect,
): Promise<number> {
  const paths = files.length > 0 ? files : [SHIPPED_CATALOG];
  const {
    files: read,
    problems,
    queries,
    warnings,
  } = await readCatalog(dialect === undefined ? paths : paths.map((path) => ({ path, dialect })));
  for (const { dialect: found, file } of read) {
    if (found !== 'native') io.stdout.write(`${file}: read as a file of ${found}\n`);
  }
  for (const { message, ...place } of warnings) {
    io.stdout.write(`${formatProblem({ ...place, message: `warning: ${message}` })}\n`);
  }
  for (const problem of problems) io.stdout.write(`${formatProblem(problem)}\n`);
  if (problems.length > 0) {
    io.stdout.write(`${counted(problems.length, 'problem')}\n`);
    return EXIT.failure;
  }
  const metrics = queries.flatMap(({ columns }) =>
    columns.filter(({ usage }) => !['LABEL', 'DISCARD', 'FIELD'].includes(usage)),
  );
  io.stdout.write(
    `${counted(queries.length, 'query', 'queries')} with ${counted(metrics.length, 'metric')}, no problems${warningCount(warnings.length)}\n`,
  );
  return EXIT.ok;
}

function warningCount(count: number): string {
  return count === 0 ? '' : `, ${counted(count, 'warning')}`;
}

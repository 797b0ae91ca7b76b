import { Command } from 'commander';
import { readCatalog, SHIPPED_CATALOG } from '../catalog/load.ts';
import { formatProblem } from '../yaml/problem.ts';
import { EXIT, type Io } from './io.ts';

export function catalogCheckCommand(io: Io, done: (code: number) => void): Command {
  return new Command('check')
    .description('print every problem as file:line:col; exit code 1 if there is one')
    .argument('[files...]', 'catalog files or folders; the shipped catalog when none is given')
    .action(async (files: readonly string[]) => done(await catalogCheck(files, io)));
}

export async function catalogCheck(files: readonly string[], io: Io): Promise<number> {
  const { problems, queries } = await readCatalog(files.length > 0 ? files : [SHIPPED_CATALOG]);
  for (const problem of problems) io.stdout.write(`${formatProblem(problem)}\n`);
  if (problems.length > 0) {
    io.stdout.write(`${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}\n`);
    return EXIT.failure;
  }
  const metrics = queries.flatMap(({ columns }) =>
    columns.filter(({ usage }) => usage !== 'LABEL' && usage !== 'DISCARD'),
  );
  io.stdout.write(`${queries.length} queries with ${metrics.length} metrics, no problems\n`);
  return EXIT.ok;
}

import { Command } from 'commander';
import { LINT_RULES } from '../catalog/lint/codes.ts';
import { estimateSeries, seriesText } from '../catalog/lint/estimate-series.ts';
import { type LintWarning, lintCatalog } from '../catalog/lint/lint-catalog.ts';
import { readCatalog, SHIPPED_CATALOG } from '../catalog/load.ts';
import type { CatalogQuery } from '../catalog/query.ts';
import { counted } from '../console/counted.ts';
import { formatProblem, type Problem } from '../yaml/problem.ts';
import { type DialectFlags, dialectOption, withDialect } from './dialect-option.ts';
import { EXIT, type Io } from './io.ts';
import { readTexts } from './read-texts.ts';
import { terminalWidth } from './terminal-width.ts';
import { textTable } from './text-table.ts';

interface LintFlags extends DialectFlags {
  readonly strict: boolean;
  readonly series: boolean;
  readonly json: boolean;
}

export function catalogLintCommand(io: Io, done: (code: number) => void): Command {
  return new Command('lint')
    .description('print what a reviewer would object to; needs no server')
    .argument('[files...]', 'catalog files or folders; the shipped catalog when none is given')
    .addOption(dialectOption())
    .option('--strict', 'exit code 1 for warnings, too', false)
    .option('--series', 'print for each query how many series it can make', false)
    .option('--json', 'print JSON', false)
    .addHelpText('after', RULES)
    .action(async (files: readonly string[], flags: LintFlags) =>
      done(await catalogLint(files, flags, io)),
    );
}

export async function catalogLint(
  files: readonly string[],
  flags: LintFlags,
  io: Io,
): Promise<number> {
  const paths = files.length > 0 ? files : [SHIPPED_CATALOG];
  const { problems, queries } = await readCatalog(withDialect(paths, flags));
  // Of a file that cannot be understood, nothing more is to be said.
  const warnings = problems.length > 0 ? [] : lintCatalog(queries, await readTexts(queries));
  if (flags.json) io.stdout.write(json(problems, warnings, queries));
  else {
    for (const problem of problems) io.stdout.write(`${formatProblem(problem)}\n`);
    for (const { code, message, ...place } of warnings) {
      io.stdout.write(`${formatProblem({ ...place, message: `${code}: ${message}` })}\n`);
    }
    if (flags.series && problems.length === 0) io.stdout.write(seriesTable(queries, io));
    io.stdout.write(`${summary(problems.length, warnings.length, queries.length)}\n`);
  }
  const failed = problems.length > 0 || (flags.strict && warnings.length > 0);
  return failed ? EXIT.failure : EXIT.ok;
}

function json(
  problems: readonly Problem[],
  warnings: readonly LintWarning[],
  queries: readonly CatalogQuery[],
): string {
  const series = queries.map((query) => {
    const { forEach, limit, perDatabase, perRow } = estimateSeries(query);
    return {
      query: query.id,
      per_row: perRow,
      for_each: forEach,
      limit,
      per_database: perDatabase,
    };
  });
  return `${JSON.stringify({ problems, warnings, series }, null, 2)}\n`;
}

function seriesTable(queries: readonly CatalogQuery[], io: Io): string {
  // The rows of a feed are no series.
  const rows = queries
    .filter(({ feed }) => feed === undefined)
    .map((query) => [query.id, seriesText(estimateSeries(query))]);
  const columns = [
    { title: 'query', align: 'left', least: 20 },
    { title: 'series', align: 'left', least: 30 },
  ] as const;
  return `${textTable(columns, rows, terminalWidth(io)).join('\n')}\n`;
}

function summary(problems: number, warnings: number, queries: number): string {
  if (problems > 0) return counted(problems, 'problem');
  return `${counted(queries, 'query', 'queries')}, ${warnings === 0 ? 'no warnings' : counted(warnings, 'warning')}`;
}

const RULES = `
Warnings (a query takes one as it is with lint: [CODE, ...]):
${Object.entries(LINT_RULES)
  .map(([code, what]) => `  ${code.padEnd(24)}${what}`)
  .join('\n')}
`;
